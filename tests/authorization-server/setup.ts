import { startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  givePassword,
  registerApp,
  signedInVisitor,
  type RegisteredApp,
  type Visitor,
} from '../support/oauth.ts';

/** The scopes of the apps. */
export const SCOPES = ['read.flows', 'create.flows', 'offline_access'];

interface Setup {
  app: TestApp;
  owner: Caller;
  client: RegisteredApp;
}

/** Two apps with every grant type, and an owner with a password. */
export async function setUpTokens(): Promise<Setup & { other: RegisteredApp }> {
  const app = await startApp();
  const owner = await app.tenant();
  await givePassword(app, owner);
  const attributes = {
    scopes: SCOPES,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
  };
  const [client, other] = [await registerApp(owner, attributes), await registerApp(owner, attributes)];
  return { app, owner, client, other };
}

/** An app with automatic consent, and an owner who is signed in. */
export async function setUpVisitor(): Promise<Setup & { signedIn: Visitor }> {
  const app = await startApp();
  const owner = await app.tenant();
  await givePassword(app, owner);
  const client = await registerApp(owner, { scopes: SCOPES, automatic_consent: true });
  return { app, owner, client, signedIn: await signedInVisitor(app, owner) };
}
