import { createContext, useContext } from 'react';
import type { Call } from './request.ts';

export const CallContext = createContext<Call | undefined>(undefined);

/** For requests that do not read or write records, such as actions. The path starts below /v2. */
export function useCall(): Call {
  const call = useContext(CallContext);
  if (call === undefined) throw new Error('useCall is used outside of CallContext.');
  return call;
}
