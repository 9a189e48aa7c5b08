import { withClientSecret } from '../../parts/client-secret.ts';
import { withJson } from '../../parts/with-json.ts';

/** Attributes that only some grant types use. */
const OF_GRANTS: Readonly<Record<string, readonly string[]>> = {
  authorization_url: ['authorization_code'],
  redirect_uri: ['authorization_code'],
  pkce: ['authorization_code'],
  device_authorization_url: ['device_code'],
  authorization_params: ['authorization_code', 'device_code'],
};

/** Which client a credential uses. The API has no such attribute; it follows from the others. */
export function clientFromOf(record: Record<string, unknown>): 'own' | 'component' | 'tenant' {
  if (typeof record['oauth_client_id'] !== 'string') return 'own';
  return typeof record['component_id'] === 'string' ? 'component' : 'tenant';
}

/**
 * The attributes a form sends. Those the grant type does not use stay unchanged, and so does a secret that was left
 * empty. Of the possible clients, only the chosen one is kept.
 */
const WITHOUT_OAUTH = [
  'name',
  'description',
  'provider_id',
  'component_id',
  'authentication_type',
  'base_uri',
  'parameters',
  'config_services',
];

export function requestAttributes(form: Record<string, unknown>): Record<string, unknown> {
  const values = withJson('provider_settings')(form);
  if (values['authentication_type'] === 'api_key' || values['authentication_type'] === 'basic')
    return Object.fromEntries(
      WITHOUT_OAUTH.flatMap((name) => (name in values ? [[name, values[name]]] : [])),
    );
  const { client_from: from = clientFromOf(values), ...given } = values;
  const { client_secret, previous_client_secret_expires_at, ...rest } = withClientSecret(given);
  const secret = client_secret === undefined ? {} : { client_secret, previous_client_secret_expires_at };
  const grantType = String(rest['grant_type']);
  const sent = Object.fromEntries(
    Object.entries(rest).filter(([name]) => OF_GRANTS[name]?.includes(grantType) ?? true),
  );
  if (from === 'own') return { ...sent, ...secret, oauth_client_id: null };
  // If left out, the API uses the component's client.
  const { oauth_client_id: chosen, ...others } = sent;
  const client = from === 'tenant' ? { oauth_client_id: chosen } : {};
  const drop = rest['has_client_secret'] === true ? { client_secret: null } : {};
  return { ...others, ...client, client_id: null, ...drop };
}
