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
