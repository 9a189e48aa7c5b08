import { currentSession, readSession } from './session.ts';

/**
 * Signs out the whole browser and shows the sign-in page: also ends a newer session started in another window.
 * @throws if the session may still exist
 */
export async function signOut(): Promise<void> {
  if (!(await isEnded(currentSession().csrf_token))) {
    const present = await readSession();
    if (present !== undefined && !(await isEnded(present.csrf_token)))
      throw new Error('Another window started a new session during sign-out. Sign out again.');
  }
  location.assign('/console');
}

/** @returns whether the existing session belonged to this CSRF token */
async function isEnded(csrfToken: string): Promise<boolean> {
  const headers = { 'X-CSRF-Token': csrfToken };
  const answer = await fetch('/console/sign-out', { method: 'POST', headers });
  if (!answer.ok && answer.status !== 401)
    throw new Error(`The session has not been ended (${answer.status}).`);
  return answer.ok;
}

/** The URL of the sign-in page that returns to the current page. */
export function signInUrl(): string {
  return `/login?to=${encodeURIComponent(location.pathname + location.search)}`;
}
