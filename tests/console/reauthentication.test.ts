import { currentSession, setSession, type Session } from '../../console/api/session.ts';
import { currentSignInState, checkSession, waitForSignIn } from '../../console/api/reauthentication.ts';

const sessionOf = (email: string, csrf_token: string): Session => ({
  csrf_token,
  user: { id: `id of ${email}`, email, name: null },
  tenants: [],
});

const { fetch } = globalThis;
afterAll(() => {
  globalThis.fetch = fetch;
});

/** Pretends that the server now has this session. */
const signedIn = (session: Session) => {
  globalThis.fetch = () => Promise.resolve(Response.json(session));
};

test('requests waiting for sign-in continue in the same user’s new session, never in another’s', async () => {
  setSession(sessionOf('vera@acme.test', 'first'));
  const waiting = waitForSignIn();
  signedIn(sessionOf('walt@acme.test', 'of Walt'));
  await checkSession();
  expect(currentSignInState()).toEqual({ is: 'another user', email: 'walt@acme.test' });
  expect(currentSession().csrf_token).toBe('first');
  signedIn(sessionOf('vera@acme.test', 'second'));
  await checkSession();
  expect(await waiting).toBe(true);
  expect(currentSession().csrf_token).toBe('second');
});
