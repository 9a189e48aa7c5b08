import { requirePermission, type Actor } from '../actions/index.ts';
import { hostIsFixed } from '../components/index.ts';
import { AppError, combined } from '../errors.ts';
import { assertExpression } from '../expressions/index.ts';
import { assertVerification } from '../signatures/index.ts';
import type { Outbound } from '../http/index.ts';
import type { Provider } from '../providers/index.ts';
import { AUTHORIZATION_PARAMS, TOKEN_PARAMS } from './authorization-url.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './template.ts';

const AT = '/data/attributes';

/** Addresses to which the program itself speaks. */
const FETCHED = [
  'token_url',
  'revocation_url',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'issuer',
] as const;
/** Addresses for browsers and components. */
const SHOWN = ['authorization_url', 'redirect_uri', 'base_uri'] as const;

/**
 * What a credential says must make sense by itself, whatever its integration adds.
 * @param given the attributes of the document, for pointers to what is in it
 * @throws AppError validation_failed, url_not_allowed
 */
export function assertSound(credential: Credential, given: object, outbound: Outbound): void {
  const faults: AppError[] = [];
  const pointerTo = (name: string) => (Object.hasOwn(given, name) ? `${AT}/${name}` : '/data');
  for (const name of [...FETCHED, ...SHOWN]) {
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
    faults.push(new AppError('validation_failed', 'A client_secret goes with a client_id.', { source }));
  }
  if (faults.length > 0) throw combined(faults);
}

/**
 * What a provider's placeholders are filled with has the form that its entry says.
 * @throws AppError validation_failed
 */
export function assertParameters({ parameters }: Credential, provider: Provider): void {
  const faults = Object.entries(provider.parameters ?? {}).flatMap(([name, parameter]) => {
    const { pattern, example } = parameter!;
    const value = Object.hasOwn(parameters, name) ? parameters[name]! : undefined;
    if (value === undefined || new RegExp(pattern, 'u').test(value)) return [];
    const detail = `${name} does not have the form that ${provider.name} expects, such as "${example}".`;
    return [new AppError('validation_failed', detail, { source: { pointer: `${AT}/parameters/${name}` } })];
  });
  if (faults.length > 0) throw combined(faults);
}

/** Placeholders are checked with their values, as far as there are values yet. */
function assertUrl(
  template: string,
  { parameters }: Credential,
  name: (typeof FETCHED)[number] | (typeof SHOWN)[number],
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
  if ((FETCHED as readonly string[]).includes(name) || name === 'authorization_url')
    outbound.assertAllowed(url, pointer);
  else if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.includes('#')) {
    throw new AppError(
      'validation_failed',
      `${name} must be an absolute http or https URL without fragment.`,
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
      new AppError('validation_failed', `${key} is set by the program itself.`, { source: { pointer } }),
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
 * Whoever writes an address to which the tenant's OAuth client is sent could have its secret sent to themselves:
 * that takes the permission to read it.
 * @throws AppError permission_missing
 */
export function assertMayDirectClient(
  actor: Actor,
  credential: Credential,
  componentTokenUri: string | null,
): void {
  if (credential.oauth_client_id === null) return;
  const { token_validation } = credential.config_services;
  const directed =
    credential.token_url ??
    credential.provider ??
    credential.revocation_url ??
    credential.introspection_url ??
    credential.issuer ??
    (token_validation?.type === 'introspection' ? token_validation.url : undefined);
  // A placeholder may stand for the host, and whoever fills it chooses that.
  const chosen = componentTokenUri !== null && !hostIsFixed(componentTokenUri);
  if ((directed !== undefined && directed !== null) || chosen)
    requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

/** Attributes that say where secrets and tokens go. */
const DESTINATIONS = [
  'token_url',
  'revocation_url',
  'introspection_url',
  'issuer',
  'parameters',
  'provider',
  'component_id',
] as const;

/** The first attribute by whose change the client secret would go elsewhere. */
export function movedDestination(before: Credential, after: Credential): string | undefined {
  const introspection = ({ config_services: { token_validation: service } }: Credential) =>
    service?.type === 'introspection' ? (service.url ?? null) : null;
  if (introspection(before) !== introspection(after)) return 'config_services';
  return DESTINATIONS.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** True where the account's tokens would go elsewhere, or belong to another client, than when it was connected. */
export function mustReconnect(before: Credential, after: Credential): boolean {
  return (
    movedDestination(before, after) !== undefined ||
    before.base_uri !== after.base_uri ||
    before.client_id !== after.client_id ||
    before.oauth_client_id !== after.oauth_client_id ||
    before.grant_type !== after.grant_type
  );
}

/** Attributes that say where an account's tokens go, once there are some. */
const TOKENS_GO_TO = [...DESTINATIONS, 'userinfo_url', 'base_uri'] as const;

/**
 * Who changes where an existing credential's tokens go could have them sent to themselves: that takes the permission
 * to get them.
 * @throws AppError permission_missing
 */
export function assertMayDirectTokens(actor: Actor, before: Credential, after: Credential): void {
  const checkedAt = ({ config_services: { token_validation: service } }: Credential) =>
    service !== undefined && 'url' in service ? service.url : null;
  const moved =
    checkedAt(before) !== checkedAt(after) ||
    TOKENS_GO_TO.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (moved) requirePermission(actor, 'tenants.credentials.use');
}

/** A stored secret is not sent to a new place before it is entered again. */
export function secretNotEntered(moved: string): AppError {
  const related = moved === 'provider' || moved === 'component_id';
  return new AppError(
    'validation_failed',
    'With this change the client secret would go to another address. Enter client_secret again in the same request.',
    { source: { pointer: related ? '/data/relationships' : `${AT}/${moved}` } },
  );
}

/** @throws AppError credential_in_use naming the flows */
export function assertNotInFlows({ flows, count }: { flows: string[]; count: number }): void {
  if (count === 0) return;
  throw new AppError(
    'credential_in_use',
    `The credential is in use: ${count} ${count === 1 ? 'flow includes' : 'flows include'} it.`,
    { meta: { flows, count } },
  );
}
