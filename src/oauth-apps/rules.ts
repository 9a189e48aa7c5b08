import { assertGrantable } from '../access/index.ts';
import type { Actor, Permission } from '../actions/index.ts';
import { AppError, combined } from '../errors.ts';
import { permissionsOfScopes, type KnownScope } from '../scopes/index.ts';
import { isReadable } from '../system/readable-text.ts';
import { redirectUriFault, WEB } from './redirect-uris.ts';
import type { AppKind, GrantType, OauthApp } from './store.ts';

const DAY = 86_400;

/** What an app is unless it says otherwise: the safe way. */
export const DEFAULTS = {
  code_lifetime: 600,
  access_token_lifetime: { oauth2: 3600, api_key: 30 * DAY },
  refresh_token_lifetime: 30 * DAY,
  grant_types: {
    oauth2: ['authorization_code', 'refresh_token'],
    api_key: ['authorization_code'],
  } satisfies Record<AppKind, GrantType[]>,
} as const;

/** An access token cannot be renewed by its holder alone for longer than that without anybody noticing. */
const LONGEST_ACCESS_TOKEN = DAY;

const AT = '/data/attributes';

/**
 * What an app says must make sense. @param given the attributes of the document, for pointers to what is in it
 * @throws AppError validation_failed with one fault per error
 */
export function assertSound(app: OauthApp, given: object): void {
  const faults: AppError[] = [];
  const fault = (name: string, detail: string) => {
    const pointer = Object.hasOwn(given, name.split('/')[0]!) ? `${AT}/${name}` : '/data';
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  };
  // People decide by the name whom they let in. An app of before this was a rule can still be changed, and switched off.
  if (Object.hasOwn(given, 'name') && !isReadable(app.name))
    fault('name', 'The name is to be read: without characters that are not seen or that turn others around.');
  app.redirect_uris.forEach((uri, index) => {
    const reason = redirectUriFault(uri);
    if (reason !== undefined) fault(`redirect_uris/${index}`, `The redirect URI ${reason}.`);
  });
  for (const name of ['website_url', 'logo_url'] as const) {
    const url = app[name];
    if (url !== null && !isHttpsUrl(url))
      fault(name, `${name} must begin with https:// and be a whole address, without a user's name.`);
  }
  const has = (grant: GrantType) => app.grant_types.includes(grant);
  if (app.public && (has('client_credentials') || has('password')))
    fault(
      'grant_types',
      'A public app cannot prove itself, so it takes neither client_credentials nor password.',
    );
  if (has('refresh_token') && !has('authorization_code') && !has('password'))
    fault(
      'grant_types',
      'refresh_token goes with authorization_code or password, which give refresh tokens.',
    );
  if (app.kind === 'api_key' && app.grant_types.some((grant) => grant !== 'authorization_code'))
    fault('grant_types', 'An app of the kind api_key takes authorization_code and nothing else.');
  if (app.impersonation && !has('client_credentials'))
    fault('impersonation', 'Acting as users is done with client_credentials, which this app does not have.');
  if (app.kind === 'oauth2' && app.access_token_lifetime > LONGEST_ACCESS_TOKEN)
    fault('access_token_lifetime', `An access token lives for ${LONGEST_ACCESS_TOKEN} seconds at most.`);
  if (faults.length > 0) throw combined(faults);
}

/** @throws AppError validation_failed naming the scopes that nobody has defined */
export function assertKnown(scopes: readonly string[], known: ReadonlyMap<string, KnownScope>): void {
  const faults = scopes.flatMap((scope, index) =>
    known.has(scope)
      ? []
      : [
          new AppError(
            'validation_failed',
            `There is no scope "${scope}": neither the platform's nor one that the tenant has defined.`,
            { source: { pointer: `${AT}/scopes/${index}` } },
          ),
        ],
  );
  if (faults.length > 0) throw combined(faults);
}

/**
 * Whoever holds an app's secret, or decides where its codes go, can do all that the app may: they must be allowed
 * to do that themselves.
 * @throws AppError permission_not_grantable
 */
export function assertMayHandle(actor: Actor, app: OauthApp, pointer: string): void {
  const powers: Permission[] = [...permissionsOfScopes(app.scopes)];
  if (app.impersonation) powers.push('tenants.oauth_apps.impersonate');
  assertGrantable(actor, powers, pointer);
}

function isHttpsUrl(text: string): boolean {
  return WEB.test(text) && /^[\x21-\x7e]+$/.test(text) && URL.canParse(text);
}
