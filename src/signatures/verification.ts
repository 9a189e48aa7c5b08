import type {
  ClientCertificateVerification,
  HashVerification,
  HmacVerification,
  MetaVerification,
  MicrosoftGraphVerification,
  NamedVerification,
  PublicKeyVerification,
  JwtVerification,
  PaypalVerification,
  SnsVerification,
  TokenVerification,
} from '../schema/index.ts';
import { SCHEMES } from './schemes.ts';
import type { IdSource, SignatureScheme } from './signature-scheme.ts';

/** A verification whose scheme the tenant declares. */
export type DeclaredVerification = HmacVerification | HashVerification | PublicKeyVerification;

/** A value that `schemas/webhook-event-verification.json` allows. */
export type Verification =
  | NamedVerification
  | MetaVerification
  | MicrosoftGraphVerification
  | DeclaredVerification
  | TokenVerification
  | JwtVerification
  | SnsVerification
  | PaypalVerification
  | ClientCertificateVerification;

/** Whether the sender is verified with the webhook's secret, and not only with keys that the sender publishes. */
export function needsSecret(verification: Verification): boolean {
  if (['sns', 'paypal', 'client_certificate'].includes(verification.type)) return false;
  return verification.type !== 'jwt' || verification.jwks_url === undefined;
}

/** How a sender signs; undefined for senders that do not sign, or sign in a way of their own. */
export function schemeOf(verification: Verification): SignatureScheme | undefined {
  switch (verification.type) {
    case 'microsoft_graph':
    case 'token':
    case 'jwt':
    case 'sns':
    case 'paypal':
    case 'client_certificate':
      return undefined;
    case 'hmac':
    case 'hash':
    case 'public_key':
      return declaredScheme(verification);
    default:
      return SCHEMES[verification.type];
  }
}

/** The headers that describe the event, in lower case. */
export function eventHeadersOf(verification: Verification): readonly string[] {
  if ('headers' in verification && schemeOf(verification) === undefined)
    return (verification.headers ?? []).map((name) => name.toLowerCase());
  return schemeOf(verification)?.eventHeaders ?? [];
}

/** The header with the sender's ID of an event, in lower case; undefined if it sends none, or not in a header. */
export function eventIdHeaderOf(verification: Verification): string | undefined {
  if ('id_header' in verification) return verification.id_header?.toLowerCase();
  return schemeOf(verification)?.id?.header;
}

/** Node provides header names in lower case, however the tenant wrote them. */
function declaredScheme(declared: DeclaredVerification): SignatureScheme {
  const { type, second_header, body_signed, id_header, id_pointer, timestamp, headers, ...rest } = declared;
  const { key_prefix: keyPrefix, header, ...plain } = { key_prefix: undefined, ...rest };
  const id = idSource({ id_header, id_pointer });
  return {
    ...plain,
    ...(header !== undefined && { header: header.toLowerCase() }),
    ...(type === 'hash' && { plainHash: true }),
    ...(second_header !== undefined && { secondHeader: second_header.toLowerCase() }),
    ...(body_signed !== undefined && { bodySigned: body_signed }),
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(id !== undefined && { id }),
    ...(timestamp !== undefined && { timestamp: declaredTimestamp(timestamp) }),
    ...(headers !== undefined && { eventHeaders: headers.map((name) => name.toLowerCase()) }),
  };
}

/** Where a declared verification finds the ID of an event. */
export function idSource({
  id_header,
  id_pointer,
}: {
  id_header?: string | undefined;
  id_pointer?: string | undefined;
}): IdSource | undefined {
  if (id_header !== undefined) return { header: id_header.toLowerCase() };
  return id_pointer === undefined ? undefined : { pointer: id_pointer };
}

function declaredTimestamp({ header, ...rest }: NonNullable<HmacVerification['timestamp']>) {
  return header === undefined ? rest : { ...rest, header: header.toLowerCase() };
}
