import type { HmacVerification, MetaVerification, NamedVerification } from '../schema/index.ts';
import { SCHEMES } from './schemes.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/** A value that `schemas/webhook-event-verification.json` allows. */
export type Verification = NamedVerification | MetaVerification | HmacVerification;

/** How a sender signs; undefined for Microsoft Graph, which does not sign. */
export function schemeOf(verification: Verification): SignatureScheme | undefined {
  if (verification.type === 'microsoft_graph') return undefined;
  if (verification.type === 'hmac') return declaredScheme(verification);
  return SCHEMES[verification.type];
}

/** Node provides header names in lower case, however the tenant wrote them. */
function declaredScheme(declared: HmacVerification): SignatureScheme {
  const { type: _type, header, key_prefix: keyPrefix, id_header, timestamp, headers, ...rest } = declared;
  return {
    ...rest,
    header: header.toLowerCase(),
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(id_header !== undefined && { id: { header: id_header.toLowerCase() } }),
    ...(timestamp !== undefined && { timestamp: declaredTimestamp(timestamp) }),
    ...(headers !== undefined && { eventHeaders: headers.map((name) => name.toLowerCase()) }),
  };
}

function declaredTimestamp({ header, ...rest }: NonNullable<HmacVerification['timestamp']>) {
  return header === undefined ? rest : { ...rest, header: header.toLowerCase() };
}
