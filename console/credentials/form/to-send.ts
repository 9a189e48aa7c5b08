/** Attributes that go with Auth Code alone. */
const WITH_CODE = ['authorization_url', 'redirect_uri', 'authorization_params', 'pkce'];

/** Whose client a credential goes by, which only the form has as a value of its own. */
export function clientFromOf(record: Record<string, unknown>): 'own' | 'component' | 'tenant' {
  if (typeof record['oauth_client_id'] !== 'string') return 'own';
  return typeof record['component_id'] === 'string' ? 'component' : 'tenant';
}

/**
 * What a form sends. What does not go with the grant type stays as it is; a secret that was not typed does too; and of
 * the clients that a credential can go by only the chosen one is left.
 */
export function toSend(values: Record<string, unknown>): Record<string, unknown> {
  const { client_secret: typed, client_from: from = clientFromOf(values), ...rest } = values;
  const secret = typeof typed === 'string' && typed !== '' ? { client_secret: typed } : {};
  const withCode = rest['grant_type'] === 'authorization_code';
  const sent = withCode
    ? rest
    : Object.fromEntries(Object.entries(rest).filter(([name]) => !WITH_CODE.includes(name)));
  if (from === 'own') return { ...sent, ...secret, oauth_client_id: null };
  // The API takes the component's own when nothing is said.
  const { oauth_client_id: chosen, ...others } = sent;
  const client = from === 'tenant' ? { oauth_client_id: chosen } : {};
  const drop = rest['has_client_secret'] === true ? { client_secret: null } : {};
  return { ...others, ...client, client_id: null, ...drop };
}
