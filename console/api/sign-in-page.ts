import { currentSession, readSession } from './session.ts';

/**
 * Ends the session, and shows the sign-in page. It may be another session by now, begun in another window: whoever signs
 * out means the browser before them.
 * @throws where it may still be there
 */
export async function signOut(): Promise<void> {
  if (!(await isEnded(currentSession().csrf_token))) {
    const present = await readSession();
    if (present !== undefined && !(await isEnded(present.csrf_token)))
      throw new Error('The session is another one again.');
  }
  location.assign('/console');
}

/** @returns whether it was this token's session that there was */
async function isEnded(csrfToken: string): Promise<boolean> {
  const headers = { 'X-CSRF-Token': csrfToken };
  const answer = await fetch('/console/sign-out', { method: 'POST', headers });
  if (!answer.ok && answer.status !== 401)
    throw new Error(`The session has not been ended (${answer.status}).`);
  return answer.ok;
}

/** Where the sign-in page comes back to: here. */
export function signInAddress(): string {
  return `/login?to=${encodeURIComponent(location.pathname + location.search)}`;
}
