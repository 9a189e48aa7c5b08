import { hash } from 'node:crypto';
import type { ProviderEntry, ProviderSettings } from '../schema/index.ts';

const NAMES: Readonly<Record<keyof ProviderSettings, true>> = {
  token_request_format: true,
  token_request_method: true,
  token_headers: true,
  token_grant_type: true,
  client_id_name: true,
  client_secret_name: true,
  basic_encoding: true,
  empty_secret: true,
  client_assertion: true,
  jwt_grant: true,
  dpop: true,
  scope_parameter: true,
  refresh_url: true,
  refresh_params: true,
  refresh_scope: true,
  revocation: true,
  callback: true,
  token_response: true,
  access_token_lifetime: true,
  refresh_token_lifetime: true,
  refresh_token_idle_lifetime: true,
  token_exchange: true,
  account_lookup: true,
  oauth1: true,
  final_errors: true,
  temporary_errors: true,
};

/** Whether connecting yields a value of this name, which can then be used in `base_uri`. */
export function yieldsValue(
  { callback, token_response, account_lookup }: ProviderSettings,
  name: string,
): boolean {
  return (
    account_lookup !== undefined ||
    callback?.values?.includes(name) === true ||
    Object.hasOwn(token_response?.values ?? {}, name)
  );
}

/** The members of a provider that say what it does differently from the standards. A credential can overrule each. */
export function settingsIn(provider: ProviderSettings): ProviderSettings {
  const names = Object.keys(NAMES) as (keyof ProviderSettings)[];
  const entries = names.map((name) => [name, provider[name]]).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as ProviderSettings;
}

/** Identifies the URLs of a provider that receive a client secret, a code or a refresh token. */
export function destinationsOf(provider: ProviderEntry): string {
  const { token_url, refresh_url, revocation_url, introspection_url, device_authorization_url } = provider;
  const { token_exchange, account_lookup, oauth1, jwt_grant } = provider;
  const { url, refresh_url: exchange_refresh_url } = token_exchange ?? {};
  const all = [token_url, refresh_url, revocation_url, introspection_url, url, exchange_refresh_url];
  const device = device_authorization_url === undefined ? [] : [device_authorization_url];
  // Only PLAINTEXT sends the secret; the other methods sign with it.
  const signed =
    oauth1 === undefined ? [] : [oauth1.request_token_url, oauth1.signature_method === 'PLAINTEXT'];
  // Callers get what the key signs.
  const issued = jwt_grant?.in === 'access_token' ? [jwt_grant] : [];
  const named = [...all, account_lookup?.url, ...device, ...signed, ...issued];
  return hash('sha256', JSON.stringify(named), 'base64url');
}
