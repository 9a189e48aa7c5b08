import { hostIsFixed } from '../../components/index.ts';
import { AppError, combined } from '../../errors.ts';
import { assertExpression } from '../../expressions/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { Provider } from '../../providers/index.ts';
import type { ProviderSettings } from '../../schema/index.ts';
import { assertVerification } from '../../signatures/index.ts';
import { AUTHORIZATION_PARAMS, isSecretValue, TOKEN_PARAMS } from '../protocol/index.ts';
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
  assertSettings(faults, credential.provider_settings, outbound);
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

/** Headers that belong to the request itself. */
const OWN_HEADERS =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|authorization|accept|accept-encoding|cookie)$/i;

function assertSettings(faults: AppError[], settings: ProviderSettings, outbound: Outbound): void {
  const at = `${AT}/provider_settings`;
  assertParams(
    faults,
    'provider_settings/refresh_params',
    (settings.refresh_params ?? {}) as Record<string, string | null>,
    // Some providers expect the redirect URI again.
    TOKEN_PARAMS.filter((name) => name !== 'redirect_uri'),
  );
  const headers = {
    token_headers: settings.token_headers,
    'account_lookup/headers': settings.account_lookup?.headers,
  };
  for (const [member, given] of Object.entries(headers))
    for (const name of Object.keys(given ?? {}))
      if (OWN_HEADERS.test(name))
        faults.push(
          new AppError('validation_failed', `Valetkey sets the header ${name} itself. Remove it.`, {
            source: { pointer: `${at}/${member}/${name}` },
          }),
        );
  for (const [member, value] of keptValues(settings))
    if (isSecretValue(value))
      faults.push(
        new AppError(
          'validation_failed',
          `${value} is a secret, and the values of an account are returned with every token. Remove it.`,
          { source: { pointer: `${at}/${member}` } },
        ),
      );
  const { refresh_url, token_exchange, account_lookup } = settings;
  const urls = {
    refresh_url,
    'token_exchange/url': token_exchange?.url,
    'token_exchange/refresh_url': token_exchange?.refresh_url,
    'account_lookup/url': account_lookup?.url,
  };
  for (const [member, url] of Object.entries(urls))
    // Placeholders are filled in later, and the URL is checked again before each request.
    if (url !== undefined && !url.includes('{'))
      collect(faults, () => outbound.assertAllowed(url, `${at}/${member}`));
  if (account_lookup !== undefined && !hostIsFixed(account_lookup.url))
    faults.push(
      new AppError(
        'validation_failed',
        'The host of the account lookup must end with a fixed domain of at least two labels, because the new token is sent there.',
        { source: { pointer: `${at}/account_lookup/url` } },
      ),
    );
  if (account_lookup !== undefined)
    collect(faults, () => assertExpression(account_lookup.expression, `${at}/account_lookup/expression`));
}

/** The names and pointers of the values that are kept with an account, by the member that names them. */
function keptValues({ callback, token_response }: ProviderSettings): [string, string][] {
  return [
    ...(callback?.values ?? []).map((name, index): [string, string] => [`callback/values/${index}`, name]),
    // Where the access token is named, another token must not be.
    ...(['token_type', 'scope', 'access_token'] as const).flatMap((name): [string, string][] => {
      const pointer = token_response?.[name];
      const own = name === 'access_token' && /access_?token$/i.test(pointer ?? '');
      return pointer === undefined || own ? [] : [[`token_response/${name}`, pointer]];
    }),
    ...Object.entries(token_response?.values ?? {}).map(([name, pointer = '']): [string, string] => [
      `token_response/values/${name}`,
      pointer,
    ]),
  ];
}

function assertParams(
  faults: AppError[],
  name: string,
  params: Record<string, string | null>,
  own: readonly string[],
): void {
  for (const key of Object.keys(params)) {
    // null leaves it out.
    if (!own.includes(key) || params[key] === null) continue;
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
