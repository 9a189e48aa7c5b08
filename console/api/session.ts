/** Who sits before the console, and what their requests must carry. */
export interface Session {
  csrf_token: string;
  user: { id: string; email: string; name: string | null };
  tenants: { id: string; name: string }[];
}

let session: Session | undefined;

/** Asks who is signed in. @returns undefined when that is nobody */
export async function loadSession(): Promise<Session | undefined> {
  const answer = await fetch('/console/session');
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`The session cannot be read (${answer.status}).`);
  return (session = (await answer.json()) as Session);
}

/** The session as it was last seen. */
export function currentSession(): Session {
  if (session === undefined) throw new Error('Nobody has signed in.');
  return session;
}

/** Ends the session, and shows the sign-in page. */
export async function signOut(): Promise<void> {
  const headers = { 'X-CSRF-Token': currentSession().csrf_token };
  await fetch('/console/sign-out', { method: 'POST', headers });
  location.assign('/console');
}

/** Where the sign-in page comes back to: here. */
export function signInAddress(): string {
  return `/login?to=${encodeURIComponent(location.pathname + location.search)}`;
}
