import { useNotify } from 'react-admin';
import { texts } from '../../texts/index.ts';
import type { Outcome } from './connection.ts';

const words = texts.console.credentials.outcome;

/** How long the toast is shown, in milliseconds: users who come back from another window may look elsewhere first. */
const SHOWN = 10_000;

/** Announces in one sentence how a connection attempt ended. What to do next is on the page. */
export function useAnnouncement(): (outcome: Pick<Outcome, 'state'>) => void {
  const notify = useNotify();
  return ({ state }) => {
    if (state === 'pending') return;
    notify(words[state], { type: state === 'connected' ? 'success' : 'error', autoHideDuration: SHOWN });
  };
}
