/** Who sits before the console, and what their requests must carry. */
export interface Session {
  csrf_token: string;
  user: { id: string; email: string; name: string | null };
  tenants: { id: string; name: string }[];
}

let session: Session | undefined;

/** Asks who is signed in. @returns undefined when that is nobody */
export async function readSession(): Promise<Session | undefined> {
  const answer = await fetch('/console/session');
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`The session cannot be read (${answer.status}).`);
  return (await answer.json()) as Session;
}

/** From now on requests are made in this session. */
export function keepSession(read: Session): void {
  session = read;
}

/** The session as it was last seen. */
export function currentSession(): Session {
  if (session === undefined) throw new Error('Nobody has signed in.');
  return session;
}

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
  const answer = await fetch('/console/sign-out', {
    method: 'POST',
    headers: { 'X-CSRF-Token': csrfToken },
  });
  if (!answer.ok && answer.status !== 401)
    throw new Error(`The session has not been ended (${answer.status}).`);
  return answer.ok;
}

/** Where the sign-in page comes back to: here. */
export function signInAddress(): string {
  return `/login?to=${encodeURIComponent(location.pathname + location.search)}`;
}
