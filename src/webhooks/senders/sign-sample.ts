import { randomUUID } from 'node:crypto';
import {
  eventIdHeaderOf,
  signAsSender,
  VerificationError,
  type Verification,
} from '../../signatures/index.ts';
import type { SenderEntry, SenderSample } from '../../schema/index.ts';
import { withExamples } from './parameters.ts';

interface Wanted {
  /** The endpoint's URL, which some senders sign. */
  url: string;
  /** undefined for senders without a secret, whose sample can only be sent as it is. */
  secret: string | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  /** Instead of the sample's. */
  body?: Buffer;
  /** Added to the sample's, with names in lower case. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * The request of a sample of the preset as the sender would send it now, with an ID of its own if the sender sends one in a
 * header. For development and tests.
 * @throws VerificationError if it cannot be signed with this secret
 */
export function signSample(
  sender: SenderEntry,
  sample: SenderSample,
  { url, secret, now, body = Buffer.from(sample.body), headers: added = {} }: Wanted,
): { headers: Record<string, string>; body: Buffer } {
  const verification = withExamples(sender).webhook_event_verification as Verification;
  const sampled = Object.entries(sample.headers as Record<string, string>);
  const headers = {
    ...Object.fromEntries(sampled.map(([name, value]) => [name.toLowerCase(), value])),
    ...added,
  };
  for (const name of idHeadersOf(verification))
    if (headers[name] !== undefined && added[name] === undefined) headers[name] = randomUUID();
  // Microsoft Graph sends the secret in the body instead of a signature.
  if (verification.type === 'microsoft_graph')
    return { headers, body: withSecret(body, sample.secret!, secret!) };
  const signed =
    secret === undefined
      ? undefined
      : signAsSender(verification, { headers, body, method: 'POST', url, now, secret });
  if (signed !== undefined) return { headers: { ...headers, ...signed }, body };
  if (secret === sample.secret) return { headers, body };
  throw new VerificationError(
    'The sender does not sign with a shared secret, so only the sample with its own secret can be sent.',
  );
}

/** Svix has names of its own for the headers of the standard. */
function idHeadersOf(verification: Verification): string[] {
  const name = eventIdHeaderOf(verification);
  if (verification.type === 'standard_webhooks') return ['webhook-id', 'svix-id'];
  return name === undefined ? [] : [name];
}

function withSecret(body: Buffer, own: string, wanted: string): Buffer {
  return Buffer.from(body.toString().replaceAll(JSON.stringify(own), () => JSON.stringify(wanted)));
}
