import type { Answer, Caller, RequestOptions, TestApp } from '../support/app.ts';
import { givePassword, signedInVisitor } from '../support/oauth.ts';

export const COOKIE = 'valetkey-session';

/** The console of a signed-in user, as its page would use it. */
export interface Browser {
  session: string;
  csrf: string;
  /** The headers of every request of the page. */
  headers: Record<string, string>;
  send(method: string, path: string, options?: RequestOptions): Promise<Answer>;
}

/** Signs a user in and loads the session as the console's page does. */
export async function openConsole(app: TestApp, who: Pick<Caller, 'email' | 'userId'>): Promise<Browser> {
  await givePassword(app, who);
  const someone = await signedInVisitor(app, who);
  const session = someone.cookies.get(COOKIE)!;
  const { body } = await someone.get('/console/session');
  const headers = { Cookie: `${COOKIE}=${session}`, 'X-CSRF-Token': body.csrf_token as string };
  return {
    session,
    csrf: body.csrf_token,
    headers,
    send: (method, path, options = {}) =>
      app.request(method, path, { ...options, headers: { ...headers, ...options.headers } }),
  };
}
