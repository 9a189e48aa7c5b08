import { AppError, combined } from '../../errors.ts';
import { assertExpression } from '../../expressions/index.ts';
import type { Outbound } from '../../http/index.ts';
import {
  AUTHORIZATION_PARAMS,
  faultsIn,
  matchesPattern,
  paramsFaults,
  settingsFaults,
  TOKEN_PARAMS,
  type Provider,
} from '../../providers/index.ts';
import { assertHandshake, assertUrls, assertVerification } from '../../signatures/index.ts';
import { oauth1Faults } from './oauth1-validation.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './url-template.ts';

const AT = '/data/attributes';

/** URLs that Valetkey calls. */
const SERVER_URLS = [
  'device_authorization_url',
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
    if (url !== null)
      faults.push(...faultsIn(() => assertUrl(url, credential, name, pointerTo(name), outbound)));
  }
  const { authorization_params, token_params, provider_settings } = credential;
  faults.push(
    ...paramsFaults(authorization_params, AUTHORIZATION_PARAMS, `${AT}/authorization_params`),
    ...paramsFaults(token_params, TOKEN_PARAMS, `${AT}/token_params`),
    ...settingsFaults(provider_settings, `${AT}/provider_settings`, outbound),
  );
  if (credential.authentication_type === 'oauth1') faults.push(...oauth1Faults(credential, pointerTo));
  const { token_validation, webhook_event_verification, webhook_handshake, ...others } =
    credential.config_services;
  for (const [name, url] of Object.entries(token_validation ?? {})) {
    if (!name.endsWith('url') || typeof url !== 'string') continue;
    const pointer = `${AT}/config_services/token_validation/${name}`;
    faults.push(...faultsIn(() => outbound.assertAllowed(url, pointer)));
  }
  for (const [name, service] of Object.entries(others)) {
    if (service.type !== 'jsonata' || service.expression === undefined) continue;
    const { expression } = service;
    faults.push(...faultsIn(() => assertExpression(expression, `${AT}/config_services/${name}/expression`)));
  }
  if (webhook_event_verification !== undefined) {
    const pointer = `${AT}/config_services/webhook_event_verification`;
    faults.push(
      ...faultsIn(() => assertVerification(webhook_event_verification, pointer)),
      ...faultsIn(() => assertUrls(webhook_event_verification, pointer, outbound)),
    );
  }
  if (webhook_handshake !== undefined) {
    const pointer = `${AT}/config_services/webhook_handshake`;
    faults.push(...faultsIn(() => assertHandshake(webhook_handshake, pointer)));
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
 * Checks the parameters against the provider's patterns.
 * @throws AppError validation_failed
 */
export function assertParameters({ parameters }: Credential, provider: Provider): void {
  const faults = Object.entries(provider.parameters ?? {}).flatMap(([name, parameter]) => {
    const { pattern, example } = parameter!;
    const value = Object.hasOwn(parameters, name) ? parameters[name]! : undefined;
    if (value === undefined || matchesPattern(pattern, value)) return [];
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
