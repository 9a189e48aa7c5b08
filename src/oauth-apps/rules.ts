import { assertGrantable } from '../access/index.ts';
import type { Actor, Permission } from '../actions/index.ts';
import { AppError, combined } from '../errors.ts';
import { permissionsOfScopes, type KnownScope } from '../scopes/index.ts';
import { isReadable } from '../system/readable-text.ts';
import { responseParameterFault, redirectUriFault, WEB_URL } from './redirect-uris.ts';
import type { AppKind, GrantType, OauthApp } from './store.ts';

const DAY = 86_400;

/** Defaults of a new app, chosen to be safe. */
export const DEFAULTS = {
  code_lifetime: 600,
  access_token_lifetime: { oauth2: 3600, api_key: 30 * DAY },
  refresh_token_lifetime: 30 * DAY,
  grant_types: {
    oauth2: ['authorization_code', 'refresh_token'],
    api_key: ['authorization_code'],
  } satisfies Record<AppKind, GrantType[]>,
} as const;

/** Limits how long a stolen access token can be used. */
const MAX_ACCESS_TOKEN_LIFETIME = DAY;

const AT = '/data/attributes';

/**
 * Checks that the settings of an app are consistent.
 * @param given the attributes of the request, to point to those that it contains
 * @param before the app before the change: redirect URIs that it already had are exempt from newer rules
 * @throws AppError validation_failed with one entry per error
 */
export function assertValid(app: OauthApp, given: object, before?: OauthApp): void {
  const faults: AppError[] = [];
  const fault = (name: string, detail: string) => {
    const pointer = Object.hasOwn(given, name.split('/')[0]!) ? `${AT}/${name}` : '/data';
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  };
  // Users see the name when they consent. Apps named before this rule existed can still be changed.
  if (Object.hasOwn(given, 'name') && !isReadable(app.name))
    fault('name', 'name must not contain invisible or bidirectional control characters.');
  app.redirect_uris.forEach((uri, index) => {
    const reason =
      redirectUriFault(uri) ??
      (before?.redirect_uris.includes(uri) ? undefined : responseParameterFault(uri));
    if (reason !== undefined) fault(`redirect_uris/${index}`, `The redirect URI ${reason}.`);
  });
  for (const name of ['website_url', 'logo_url'] as const) {
    const url = app[name];
    if (url !== null && !isHttpsUrl(url))
      fault(name, `${name} must begin with https:// and be an absolute URL without a username.`);
  }
  const has = (grant: GrantType) => app.grant_types.includes(grant);
  if (app.public && (has('client_credentials') || has('password')))
    fault(
      'grant_types',
      'Public clients cannot use client_credentials or password, because they have no client secret. Remove these grant types.',
    );
  if (has('refresh_token') && !has('authorization_code') && !has('password'))
    fault(
      'grant_types',
      'refresh_token requires authorization_code or password. Add one of them, or remove refresh_token.',
    );
  if (app.kind === 'api_key' && app.grant_types.some((grant) => grant !== 'authorization_code'))
    fault(
      'grant_types',
      'Apps of kind api_key can only use authorization_code. Remove the other grant types.',
    );
  if (app.impersonation && !has('client_credentials'))
    fault(
      'impersonation',
      'impersonation requires the client_credentials grant type. Add it to grant_types.',
    );
  if (app.kind === 'oauth2' && app.access_token_lifetime > MAX_ACCESS_TOKEN_LIFETIME)
    fault(
      'access_token_lifetime',
      `access_token_lifetime must be at most ${MAX_ACCESS_TOKEN_LIFETIME} seconds.`,
    );
  if (faults.length > 0) throw combined(faults);
}

/** @throws AppError validation_failed naming the scopes that are not defined */
export function assertScopesExist(scopes: readonly string[], known: ReadonlyMap<string, KnownScope>): void {
  const faults = scopes.flatMap((scope, index) =>
    known.has(scope)
      ? []
      : [
          new AppError(
            'validation_failed',
            `Unknown scope "${scope}". Use a built-in scope, or define this one in the tenant first.`,
            { source: { pointer: `${AT}/scopes/${index}` } },
          ),
        ],
  );
  if (faults.length > 0) throw combined(faults);
}

/**
 * Anyone with an app's secret, or control over its redirect URIs, can do everything that the app can, so they need all
 * of its permissions themselves.
 * @throws AppError permission_not_grantable
 */
export function assertCanManage(actor: Actor, app: OauthApp, pointer: string): void {
  const powers: Permission[] = [...permissionsOfScopes(app.scopes)];
  if (app.impersonation) powers.push('tenants.oauth_apps.impersonate');
  assertGrantable(actor, powers, pointer);
}

/**
 * Users of other tenants do not know the owners of an app with audience `any`, so changing it or creating a secret
 * requires the publish permission. Narrowing its audience or deleting it does not.
 * @throws AppError permission_not_grantable
 */
export function assertCanPublish(actor: Actor, app: OauthApp, pointer: string): void {
  if (app.audience === 'any') assertGrantable(actor, ['tenants.oauth_apps.publish'], pointer);
}

function isHttpsUrl(text: string): boolean {
  return WEB_URL.test(text) && /^[\x21-\x7e]+$/.test(text) && URL.canParse(text);
}
