import type { SnsVerification } from '../schema/index.ts';
import { assertCertified } from './certificates.ts';
import { signedIdEvidence, type ReplayEvidence } from './evidence.ts';
import { parseJsonObject } from './json-body.ts';
import type { KeySource } from './key-source.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

/** The host of the certificates is that of SNS in a region, and nothing else may be in the URL. */
const CERTIFICATES =
  /^https:\/\/sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?\/SimpleNotificationService-[0-9A-Za-z]{1,100}\.pem$/;

/** What is signed, by the type of the message. A name that is absent from the message is left out. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Seconds. SNS repeats a message for an hour at most, with its first Timestamp. */
export const SNS_TOLERANCE = 3_900;

const ALGORITHMS: Readonly<Record<string, 'sha1' | 'sha256'>> = { '1': 'sha1', '2': 'sha256' };

/**
 * Verifies a message of Amazon SNS. Amazon signs the messages of all accounts with the same keys, so only those of the
 * declared topics are accepted.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 * @throws VerificationError
 */
export async function evidenceOfSns(
  { topic_arns }: SnsVerification,
  { body, now }: SignedRequest,
  keys: KeySource,
): Promise<ReplayEvidence> {
  const message = parseJsonObject(body);
  if (message === undefined) throw new VerificationError('The body is not a message of Amazon SNS.');
  const textOf = (name: string): string => {
    const value = Object.hasOwn(message, name) ? message[name] : undefined;
    if (typeof value === 'string' && value.isWellFormed()) return value;
    throw new VerificationError(`The message has no ${name}, or it is not a string.`);
  };
  const type = textOf('Type');
  const names = Object.hasOwn(SIGNED, type) ? SIGNED[type]! : undefined;
  if (names === undefined)
    throw new VerificationError('The Type of the message is not one of those that Amazon SNS sends.');
  if (!topic_arns.includes(textOf('TopicArn')))
    throw new VerificationError('The TopicArn of the message is not one of topic_arns.');
  const algorithm = ALGORITHMS[textOf('SignatureVersion')];
  if (algorithm === undefined) throw new VerificationError('The SignatureVersion is neither 1 nor 2.');
  const content = names
    .filter((name) => name !== 'Subject' || (message['Subject'] ?? null) !== null)
    .map((name) => `${name}\n${textOf(name)}\n`)
    .join('');
  const signature = textOf('Signature');
  const url = textOf('SigningCertURL');
  await assertCertified(
    {
      sender: 'Amazon SNS',
      url,
      urls: CERTIFICATES,
      algorithm,
      signature,
      content,
      sentAt: textOf('Timestamp'),
      tolerance: SNS_TOLERANCE,
    },
    keys,
    now,
  );
  return signedIdEvidence(`${textOf('TopicArn')} ${textOf('MessageId')}`);
}
