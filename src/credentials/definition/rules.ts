import { requirePermission, type Actor } from '../../actions/index.ts';
import { hostIsFixed } from '../../components/index.ts';
import { AppError, combined } from '../../errors.ts';
import { assertExpression } from '../../expressions/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { Provider } from '../../providers/index.ts';
import { assertVerification } from '../../signatures/index.ts';
import { pluralize } from '../../system/pluralize.ts';
import { AUTHORIZATION_PARAMS, TOKEN_PARAMS } from '../protocol/index.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './url-template.ts';

const AT = '/data/attributes';

/** URLs that Valetkey calls. */
const SERVER_URLS = [
  'token_url',
  'revocation_url',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'issuer',
] as const;
/** URLs that browsers and components use. */
const BROWSER_URLS = ['authorization_url', 'redirect_uri', 'base_uri'] as const;

/**
 * Validates a credential's own settings, independently of its integration.
 * @param given the attributes of the document, so that errors point to those it contains
 * @throws AppError validation_failed, url_not_allowed
 */
export function assertValid(credential: Credential, given: object, outbound: Outbound): void {
  const faults: AppError[] = [];
  const pointerTo = (name: string) => (Object.hasOwn(given, name) ? `${AT}/${name}` : '/data');
  for (const name of [...SERVER_URLS, ...BROWSER_URLS]) {
    const url = credential[name];
    if (url !== null) collect(faults, () => assertUrl(url, credential, name, pointerTo(name), outbound));
  }
  assertParams(faults, 'authorization_params', credential.authorization_params, AUTHORIZATION_PARAMS);
  assertParams(faults, 'token_params', credential.token_params, TOKEN_PARAMS);
  const { token_validation, webhook_event_verification, ...others } = credential.config_services;
  for (const [name, url] of Object.entries(token_validation ?? {})) {
    if (!name.endsWith('url') || typeof url !== 'string') continue;
    const pointer = `${AT}/config_services/token_validation/${name}`;
    collect(faults, () => outbound.assertAllowed(url, pointer));
  }
  for (const [name, service] of Object.entries(others)) {
    if (service.type !== 'jsonata' || service.expression === undefined) continue;
    const { expression } = service;
    collect(faults, () => assertExpression(expression, `${AT}/config_services/${name}/expression`));
  }
  if (webhook_event_verification !== undefined) {
    const pointer = `${AT}/config_services/webhook_event_verification`;
    collect(faults, () => assertVerification(webhook_event_verification, pointer));
  }
  if (credential.sealed_secret !== null && credential.client_id === null) {
    const source = { pointer: pointerTo('client_secret') };
    faults.push(
      new AppError(
        'validation_failed',
        'client_secret requires client_id. Set client_id too, or remove client_secret.',
        { source },
      ),
    );
  }
  if (faults.length > 0) throw combined(faults);
}

/**
 * Checks the parameters against the patterns in the provider's catalog entry.
 * @throws AppError validation_failed
 */
export function assertParameters({ parameters }: Credential, provider: Provider): void {
  const faults = Object.entries(provider.parameters ?? {}).flatMap(([name, parameter]) => {
    const { pattern, example } = parameter!;
    const value = Object.hasOwn(parameters, name) ? parameters[name]! : undefined;
    if (value === undefined || new RegExp(pattern, 'u').test(value)) return [];
    const detail = `${name} does not match the format that ${provider.name} expects. Example: "${example}".`;
    return [new AppError('validation_failed', detail, { source: { pointer: `${AT}/parameters/${name}` } })];
  });
  if (faults.length > 0) throw combined(faults);
}

/** Checks a URL with its placeholders filled in. Skips most checks while a placeholder has no value. */
function assertUrl(
  template: string,
  { parameters }: Credential,
  name: (typeof SERVER_URLS)[number] | (typeof BROWSER_URLS)[number],
  pointer: string,
  outbound: Outbound,
): void {
  let complete = true;
  const url = fillUrl(template, parameters, () => {
    complete = false;
  });
  if (!/^https?:\/\//i.test(template) && !template.startsWith('{'))
    throw new AppError('validation_failed', `${name} must be an absolute URL.`, { source: { pointer } });
  if (!complete) return;
  if ((SERVER_URLS as readonly string[]).includes(name) || name === 'authorization_url')
    outbound.assertAllowed(url, pointer);
  else if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.includes('#')) {
    throw new AppError(
      'validation_failed',
      `${name} must be an absolute http or https URL without a fragment.`,
      {
        source: { pointer },
      },
    );
  }
}

function assertParams(
  faults: AppError[],
  name: string,
  params: Record<string, string>,
  own: readonly string[],
): void {
  for (const key of Object.keys(params)) {
    if (!own.includes(key)) continue;
    const pointer = `${AT}/${name}/${key}`;
    faults.push(
      new AppError('validation_failed', `${key} is set by Valetkey. Remove it from ${name}.`, {
        source: { pointer },
      }),
    );
  }
}

function collect(faults: AppError[], check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    faults.push(error);
  }
}

/**
 * A user who sets a URL that receives the tenant's OAuth client could send its secret to themselves, so setting one
 * requires the permission to read the secret.
 * @throws AppError permission_missing
 */
export function assertMaySetClientDestination(
  actor: Actor,
  credential: Credential,
  componentTokenUri: string | null,
): void {
  if (credential.oauth_client_id === null) return;
  const { token_validation } = credential.config_services;
  const destination =
    credential.token_url ??
    credential.provider ??
    credential.revocation_url ??
    credential.introspection_url ??
    credential.issuer ??
    (token_validation?.type === 'introspection' ? token_validation.url : undefined);
  // If the host is a placeholder, the user who sets the parameter chooses it.
  const isHostChosen = componentTokenUri !== null && !hostIsFixed(componentTokenUri);
  if ((destination !== undefined && destination !== null) || isHostChosen)
    requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

/** Attributes that determine where secrets and tokens are sent. */
const DESTINATIONS = [
  'token_url',
  'revocation_url',
  'introspection_url',
  'issuer',
  'parameters',
  'provider',
  'component_id',
] as const;

/** The first changed attribute that would send the client secret to a different URL; undefined if none. */
export function changedDestination(before: Credential, after: Credential): string | undefined {
  const introspection = ({ config_services: { token_validation: service } }: Credential) =>
    service?.type === 'introspection' ? (service.url ?? null) : null;
  if (introspection(before) !== introspection(after)) return 'config_services';
  return DESTINATIONS.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Whether the change would send the account's tokens to a different URL or use them with a different client. */
export function mustReconnect(before: Credential, after: Credential): boolean {
  return (
    changedDestination(before, after) !== undefined ||
    before.base_uri !== after.base_uri ||
    before.client_id !== after.client_id ||
    before.oauth_client_id !== after.oauth_client_id ||
    before.grant_type !== after.grant_type
  );
}

/** Attributes that determine where an account's tokens are sent. */
const TOKEN_DESTINATIONS = [...DESTINATIONS, 'userinfo_url', 'base_uri'] as const;

/**
 * A user who changes where an existing credential's tokens are sent could send them to themselves, so the change
 * requires the permission to get tokens.
 * @throws AppError permission_missing
 */
export function assertMayChangeTokenDestination(actor: Actor, before: Credential, after: Credential): void {
  const checkedAt = ({ config_services: { token_validation: service } }: Credential) =>
    service !== undefined && 'url' in service ? service.url : null;
  const moved =
    checkedAt(before) !== checkedAt(after) ||
    TOKEN_DESTINATIONS.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (moved) requirePermission(actor, 'tenants.credentials.use');
}

/** A stored secret is only sent to a different URL after it has been entered again. */
export function secretRequired(moved: string): AppError {
  const related = moved === 'provider' || moved === 'component_id';
  return new AppError(
    'validation_failed',
    'With this change, the client secret would be sent to a different URL. Send client_secret again in the same request.',
    { source: { pointer: related ? '/data/relationships' : `${AT}/${moved}` } },
  );
}

/** @throws AppError credential_in_use naming the flows */
export function assertNotInFlows({ flows, count }: { flows: string[]; count: number }): void {
  if (count === 0) return;
  throw new AppError(
    'credential_in_use',
    `The credential is in use: ${pluralize(count, 'flow includes', 'flows include')} it. Remove it from every flow first.`,
    { meta: { flows, count } },
  );
}
