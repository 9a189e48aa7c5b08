import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { JwtVerification, SenderSample } from '../../../src/schema/index.ts';
import type { Verification } from '../../../src/signatures/index.ts';
import { HUBSPOT, SLACK, STANDARD_WEBHOOKS, STRIPE, ZOOM } from '../../support/senders.ts';
import { certifiedNow } from './certified-signing.ts';
import { resigned } from './declared-signing.ts';
import type { Identity } from './identity.ts';

/** Senders whose signature cannot be used again, because it covers the time or the endpoint. */
const NAMED = {
  hubspot_v3: HUBSPOT,
  slack: SLACK,
  standard_webhooks: STANDARD_WEBHOOKS,
  stripe: STRIPE,
  zoom: ZOOM,
};

/** A request of a sender. */
export interface SentRequest {
  headers: Record<string, string>;
  body: string;
}

/** The request of the sample as its sender would send it now to this endpoint. */
export async function requestNow(
  sample: SenderSample,
  verification: Verification,
  identity: Identity,
  endpoint: string,
): Promise<SentRequest> {
  const { headers, body } = sample as SentRequest;
  const { secret = '' } = identity;
  const at = Math.floor(Date.now() / 1000);
  if (verification.type in NAMED) {
    const sender = NAMED[verification.type as keyof typeof NAMED];
    const id = Object.entries(headers).find(([name]) => /^(webhook|svix)-id$/i.test(name))?.[1];
    const signing = { secret, at, url: endpoint, ...(id !== undefined && { id }) };
    return { headers: { ...headers, ...spelled(headers, sender.headers(body, signing)) }, body };
  }
  switch (verification.type) {
    case 'hmac':
    case 'hash':
    case 'public_key':
      return resigned(verification, { headers, body }, identity, { at, url: endpoint });
    case 'sns':
    case 'paypal':
      return certifiedNow(verification, { headers, body }, identity);
    case 'jwt':
      return { headers: await withJwt(verification, headers, identity, sample.sent_at!), body };
    default:
      return { headers, body };
  }
}

/** The new headers, spelled as in the sample, which may have the older names of Svix. */
function spelled(sample: Record<string, string>, fresh: Record<string, string>): Record<string, string> {
  const named = (name: string) =>
    Object.keys(sample).find((one) =>
      [name, name.replace(/^webhook-/i, 'svix-')].some((other) => other.toLowerCase() === one.toLowerCase()),
    ) ?? name;
  return Object.fromEntries(
    Object.entries(fresh)
      .filter(([name]) => name !== 'Content-Type')
      .map(([name, value]) => [named(name), value]),
  );
}

/** The JWT of the sample, issued as long ago as when the sample was sent. */
async function withJwt(
  { header = 'Authorization', prefix }: JwtVerification,
  headers: Record<string, string>,
  { secret = '', privateKey }: Identity,
  sentAt: string,
): Promise<Record<string, string>> {
  const start =
    prefix ?? (header === 'Authorization' && headers[header]!.startsWith('Bearer ') ? 'Bearer ' : '');
  const token = headers[header]!.slice(start.length);
  const { alg = '', typ } = decodeProtectedHeader(token);
  const later = Math.floor((Date.now() - Date.parse(sentAt)) / 1000);
  const { iat, exp, ...claims } = decodeJwt(token);
  const moved = {
    ...claims,
    ...(iat !== undefined && { iat: iat + later }),
    ...(exp !== undefined && { exp: exp + later }),
  };
  const signed = await new SignJWT(moved)
    .setProtectedHeader({ alg, ...(typ !== undefined && { typ }), ...(privateKey && { kid: 'test' }) })
    .sign(privateKey ?? Buffer.from(secret));
  return { ...headers, [header]: start + signed };
}
