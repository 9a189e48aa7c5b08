import { OutboundError, type Outbound } from '../../../http/index.ts';
import { AppError } from '../../../errors.ts';
import type { SnsSubscription } from '../../../schema/index.ts';
import { parseJsonObject } from '../../../signatures/index.ts';
import { refused } from '../refused.ts';
import { asText, type HandshakeAnswer } from './handshake.ts';

/** SNS messages are at most 256 KiB; this one is a few kilobytes. */
const MAX_BYTES = 16_384;

/** Milliseconds. SNS waits 15 seconds for the response. */
const TIMEOUT = 10_000;

/** The endpoints of SNS in all regions, including those in China. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/**
 * The URL with which a SubscriptionConfirmation is confirmed. Any AWS account can have one sent here with a valid
 * signature, so only that of the declared topic counts.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-subscription-confirmation-json
 * @returns undefined if the body is another message
 * @throws AppError unauthenticated if the topic or the URL is another
 */
export function subscribeUrlIn({ topic_arn }: SnsSubscription, body: Buffer): string | undefined {
  const message = parseJsonObject(body, MAX_BYTES);
  if (message?.['Type'] !== 'SubscriptionConfirmation') return undefined;
  if (message['TopicArn'] !== topic_arn)
    throw refused('TopicArn is not the topic_arn of webhook_handshake. Only that topic can be subscribed.');
  const given = message['SubscribeURL'];
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !isConfirmation(url))
    throw refused('SubscribeURL is not an https URL of SNS with Action=ConfirmSubscription.');
  return url.href;
}

function isConfirmation({ protocol, host, pathname, username, password, searchParams }: URL): boolean {
  // `host` includes any port other than 443.
  const isSns = protocol === 'https:' && SNS_HOST.test(host) && pathname === '/';
  return (
    isSns && username + password === '' && searchParams.getAll('Action').join() === 'ConfirmSubscription'
  );
}

/**
 * Confirms the subscription. Redirects are not followed.
 * @throws AppError provider_unavailable, so that SNS repeats its request
 */
export async function confirmSubscription(url: string, outbound: Outbound): Promise<HandshakeAnswer> {
  const status = await outbound.send({ url, timeout: TIMEOUT, bestEffortBody: true }).then(
    (response) => response.status,
    (error: unknown) => {
      if (error instanceof OutboundError) throw unconfirmed(error.message);
      throw error;
    },
  );
  if (status !== 200) throw unconfirmed(`SNS responded with status ${status}.`);
  return asText('');
}

function unconfirmed(reason: string): AppError {
  return new AppError(
    'provider_unavailable',
    `The subscription could not be confirmed. ${reason} Retry later.`,
    {
      retryAfter: 60,
    },
  );
}
