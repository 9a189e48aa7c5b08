import type { OutboundRequest } from '../../http/index.ts';
import { clientRequest, fieldRequest, withCertificate } from './client-request.ts';
import type { Configuration } from './configuration.ts';
import { clientValues, fillValues } from './fill-values.ts';
import { exchangeFields } from './token-exchange.ts';

/**
 * The second request of RFC 8693: the client authenticates at its own token URL only, because its secret belongs to no
 * other server.
 */
export async function secondRequest(
  access_token: string,
  { client, style, settings, tokenUrl, values }: Configuration,
): Promise<OutboundRequest> {
  const exchange = settings.token_exchange!;
  const standard = exchangeFields(exchange, { subject_token: access_token, actor_token: null }, undefined);
  const further = fillValues(exchange.params ?? {}, { ...values, ...clientValues(client), access_token });
  const fields = { ...further, ...standard };
  const method = exchange.method ?? 'POST';
  return exchange.url === undefined
    ? clientRequest(tokenUrl, client, fields, { ...style, method })
    : fieldRequest(exchange.url, fields, { method, format: 'form', headers: {} });
}

/** The provider's own exchange. The client authenticates as the parameters say, which usually contain its ID and secret. */
export function ownRequest(
  { access_token, purpose }: { access_token: string; purpose: 'exchange' | 'refresh' },
  { client, style, settings, values }: Configuration,
): OutboundRequest {
  const { url, refresh_url = url, method = 'POST', params = {} } = settings.token_exchange!;
  const { refresh_params = params } = settings.token_exchange!;
  const given = purpose === 'refresh' ? refresh_params : params;
  const address = (purpose === 'refresh' ? refresh_url : url)!;
  const form = fillValues(given, { ...values, ...clientValues(client), access_token });
  const request = fieldRequest(address, form, { method, format: 'form', headers: style.headers });
  return withCertificate(request, client);
}
