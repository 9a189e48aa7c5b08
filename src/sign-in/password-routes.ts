import type { Router } from 'express';
import { inTransaction, platformDb, type Database, type PlatformDb } from '../db/index.ts';
import { readQueryFields, sourceOf, type ClientAddress } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import {
  findByPasswordLink,
  hashedPassword,
  passwordFault,
  setPassword,
  tenantNamesOf,
  usePasswordLink,
} from '../users/index.ts';
import type { Cookies } from './cookies.ts';
import { readVerifiedForm } from './forms.ts';
import { rememberBrowser } from './known-browser.ts';
import { invalidLinkPage, passwordPage, passwordSetPage } from './password-pages.ts';

export interface PasswordParts {
  database: Database;
  cookies: Cookies;
  clock: Clock;
  addressOf: ClientAddress;
  /** Ends the user's sessions and grants after a password change. */
  passwordChanged(db: PlatformDb, userId: string): Promise<void>;
}

/** `/password`: the form for setting a password with a single-use link. */
export function addPasswordRoutes(router: Router, parts: PasswordParts): void {
  const { database, cookies, clock, addressOf, passwordChanged } = parts;
  const db = platformDb(database);

  router.get('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const token = readQueryFields(request).get('token') ?? '';
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return invalidLinkPage(response);
    passwordPage(response, { email: user.email, token, formToken: cookies.formToken(request, response) });
  });

  router.post('/password', async (request, response) => {
    request.routeTemplate = '/password';
    const form = await readVerifiedForm(cookies, request, response);
    if (form === undefined) return;
    const [token = '', password = '', again = ''] = ['token', 'password', 'again'].map((name) =>
      form.get(name),
    );
    const user = await findByPasswordLink(db, token, clock());
    if (user === undefined) return invalidLinkPage(response);
    const { email, name } = user;
    const source = sourceOf(addressOf(request));
    const owner = { emails: [email], name, tenants: await tenantNamesOf(db, user.id) };
    const fault =
      password === again
        ? await passwordFault(password, owner, source)
        : 'The passwords do not match. Enter the same password twice.';
    const formToken = cookies.formToken(request, response);
    if (fault !== undefined) return passwordPage(response, { email: user.email, token, formToken, fault });
    const hash = await hashedPassword(password, source);
    const done = await inTransaction(database, async (platform) => {
      const userId = await usePasswordLink(platform, token, clock());
      if (userId === undefined) return false;
      await setPassword(platform, userId, hash, clock());
      await passwordChanged(platform, userId);
      return true;
    });
    if (!done) return invalidLinkPage(response);
    // A password link is stronger evidence than a password, so the browser counts as known.
    await rememberBrowser({ db, cookies }, { request, response, userId: user.id }, clock());
    passwordSetPage(response);
  });
}
