/** The signed-in user, and the CSRF token their requests must carry. */
export interface Session {
  csrf_token: string;
  user: { id: string; email: string; name: string | null };
  tenants: { id: string; name: string }[];
}

let session: Session | undefined;

/** Fetches the current session. @returns undefined if nobody is signed in */
export async function readSession(): Promise<Session | undefined> {
  const answer = await fetch('/console/session');
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`The session cannot be read (${answer.status}).`);
  return (await answer.json()) as Session;
}

/** Uses this session for all further requests. */
export function setSession(read: Session): void {
  session = read;
}

/** The session as last fetched. */
export function currentSession(): Session {
  if (session === undefined) throw new Error('No user is signed in.');
  return session;
}
