import { crc32 } from 'node:zlib';
import type { PaypalVerification } from '../schema/index.ts';
import { assertCertified } from './certificates.ts';
import { signedIdEvidence, type ReplayEvidence } from './evidence.ts';
import { headerOnce } from './header.ts';
import type { KeySource } from './key-source.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

const CERTIFICATES =
  /^https:\/\/api(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/CERT-[0-9A-Za-z-]{1,100}$/;

/** Seconds. PayPal repeats a transmission for three days. */
export const PAYPAL_TOLERANCE = 73 * 3_600;

/**
 * Verifies an event of PayPal. The signature covers the ID and the time of the transmission, and a checksum of the body
 * that can be forged; so an event is accepted only once.
 * https://developer.paypal.com/api/rest/webhooks/rest/#link-messagesignature
 * @throws VerificationError
 */
export async function evidenceOfPaypal(
  { webhook_id }: PaypalVerification,
  { headers, body, now }: SignedRequest,
  keys: KeySource,
): Promise<ReplayEvidence> {
  const id = headerOnce(headers, 'paypal-transmission-id');
  const time = headerOnce(headers, 'paypal-transmission-time');
  // A separator in either would let one signature fit several requests.
  if (!/^[\w-]{1,100}$/.test(id) || !/^[\dTZ:.+-]{1,40}$/.test(time))
    throw new VerificationError(
      'The ID or the time of the transmission does not have the form that PayPal sends.',
    );
  if (headerOnce(headers, 'paypal-auth-algo') !== 'SHA256withRSA')
    throw new VerificationError('The header paypal-auth-algo is not SHA256withRSA.');
  await assertCertified(
    {
      sender: 'PayPal',
      url: headerOnce(headers, 'paypal-cert-url'),
      urls: CERTIFICATES,
      algorithm: 'sha256',
      signature: headerOnce(headers, 'paypal-transmission-sig'),
      content: `${id}|${time}|${webhook_id}|${crc32(body)}`,
      sentAt: time,
      tolerance: PAYPAL_TOLERANCE,
    },
    keys,
    now,
  );
  return signedIdEvidence(id);
}
