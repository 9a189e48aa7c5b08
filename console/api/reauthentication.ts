import { currentSession, setSession, readSession } from './session.ts';

/**
 * A session may expire while a form is half filled in. Requests that fail because of it wait here until the user has
 * signed in again in another window, then continue. The page stays as it is, so nothing entered is lost.
 */
interface Waiting {
  resume(): void;
  cancel(): void;
}

export type SignInState =
  | { is: 'none' }
  | { is: 'signed out' }
  /** Someone else has signed in: the pending requests must not be sent as that user. */
  | { is: 'another user'; email: string };

let waiting: Waiting[] = [];
let signInState: SignInState = { is: 'none' };
const listeners = new Set<() => void>();

/** Waits until the user has signed in again. @returns false if they canceled */
export function waitForSignIn(): Promise<boolean> {
  if (signInState.is === 'none') change({ is: 'signed out' });
  return new Promise((resolve) => {
    waiting.push({ resume: () => resolve(true), cancel: () => resolve(false) });
  });
}

/** Checks whether the user has signed in, when the window regains focus. */
export async function checkSession(): Promise<void> {
  const { user } = currentSession();
  const session = await readSession().catch(() => undefined);
  if (session === undefined || signInState.is === 'none') return;
  if (session.user.id !== user.id) return change({ is: 'another user', email: session.user.email });
  setSession(session);
  end((request) => request.resume());
}

export function cancel(): void {
  end((request) => request.cancel());
}

function end(how: (request: Waiting) => void): void {
  const all = waiting;
  waiting = [];
  change({ is: 'none' });
  all.forEach(how);
}

function change(to: SignInState): void {
  signInState = to;
  listeners.forEach((listener) => listener());
}

/** For React's useSyncExternalStore: notifies of every change. */
export function onSignInState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentSignInState(): SignInState {
  return signInState;
}
