import { sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PaypalVerification, SnsVerification } from '../../../src/schema/index.ts';
import type { Identity } from './identity.ts';
import type { SentRequest } from './signing.ts';

/** Members of a notification of Amazon SNS that are signed, in this order. */
const SIGNED_BY_SNS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];

/** The request of a sample, signed now with the key of a certificate. */
export function certifiedNow(
  verification: SnsVerification | PaypalVerification,
  { headers, body }: SentRequest,
  { privateKey }: Identity,
): SentRequest {
  const signed = (content: string, algorithm = 'sha256') =>
    sign(algorithm, Buffer.from(content), privateKey!).toString('base64');
  const now = new Date().toISOString();
  if (verification.type === 'sns') {
    const message = { ...(JSON.parse(body) as Record<string, string>), Timestamp: now };
    const names = SIGNED_BY_SNS.filter((name) => name in message);
    const content = names.map((name) => `${name}\n${message[name as keyof typeof message]}\n`).join('');
    const { SignatureVersion } = message as Record<string, string>;
    const Signature = signed(content, SignatureVersion === '1' ? 'sha1' : 'sha256');
    return { headers, body: JSON.stringify({ ...message, Signature }) };
  }
  const id = headers['PAYPAL-TRANSMISSION-ID']!;
  const fresh = {
    'PAYPAL-TRANSMISSION-TIME': now,
    'PAYPAL-TRANSMISSION-SIG': signed(`${id}|${now}|${verification.webhook_id}|${crc32(body)}`),
  };
  return { headers: { ...headers, ...fresh }, body };
}
