import { createContext, useContext } from 'react';
import type { Call } from './request.ts';

export const CallContext = createContext<Call | undefined>(undefined);

/** For what is neither read nor written as a record: an action, a question about oneself. The path begins below /v2. */
export function useCall(): Call {
  const call = useContext(CallContext);
  if (call === undefined) throw new Error('There is no way to the API.');
  return call;
}
