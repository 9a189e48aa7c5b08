import { currentSession, keepSession, readSession } from './session.ts';

/**
 * A session may end while a form is half filled in. Requests that find it ended wait here, and the page stays as it is,
 * until the person has signed in again in another window; then they go on. Nothing that was typed is lost.
 */
interface Waiting {
  goOn(): void;
  giveUp(): void;
}

export type Absence =
  | { is: 'none' }
  | { is: 'signed out' }
  /** Somebody else has signed in: what waits is not theirs to send. */
  | { is: 'another person'; email: string };

let waiting: Waiting[] = [];
let absence: Absence = { is: 'none' };
const listeners = new Set<() => void>();

/** Waits until the person is back. @returns false when they have given up */
export function untilSignedInAgain(): Promise<boolean> {
  if (absence.is === 'none') change({ is: 'signed out' });
  return new Promise((resolve) => {
    waiting.push({ goOn: () => resolve(true), giveUp: () => resolve(false) });
  });
}

/** Looks whether somebody has signed in, as the window is looked at again. */
export async function lookForSession(): Promise<void> {
  const { user } = currentSession();
  const session = await readSession().catch(() => undefined);
  if (session === undefined || absence.is === 'none') return;
  if (session.user.id !== user.id) return change({ is: 'another person', email: session.user.email });
  keepSession(session);
  end((request) => request.goOn());
}

export function giveUp(): void {
  end((request) => request.giveUp());
}

function end(how: (request: Waiting) => void): void {
  const all = waiting;
  waiting = [];
  change({ is: 'none' });
  all.forEach(how);
}

function change(to: Absence): void {
  absence = to;
  listeners.forEach((listener) => listener());
}

/** For React: tells of every change. */
export function onAbsence(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentAbsence(): Absence {
  return absence;
}
