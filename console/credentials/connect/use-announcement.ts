import { useNotify } from 'react-admin';
import { texts } from '../../texts/index.ts';
import type { Outcome } from './connection.ts';

const words = texts.console.credentials.outcome;

/** Milliseconds; whoever comes back from another window may look elsewhere first. */
const SHOWN = 10_000;

/** Says in a sentence that connecting has ended, and how. What there is to do then is on the page. */
export function useAnnouncement(): (outcome: Pick<Outcome, 'state'>) => void {
  const notify = useNotify();
  return ({ state }) => {
    if (state === 'pending') return;
    notify(words[state], { type: state === 'connected' ? 'success' : 'error', autoHideDuration: SHOWN });
  };
}
