import { createHmac } from 'node:crypto';
import type { HmacVerification } from '../../../src/schema/index.ts';
import type { Verification } from '../../../src/signatures/index.ts';
import type { Sender } from '../../../src/webhooks/index.ts';
import { HUBSPOT, SLACK, STANDARD_WEBHOOKS, STRIPE, ZOOM, type Signing } from '../../support/senders.ts';

/** Senders whose signature cannot be used again, because it covers the time or the endpoint. */
const NAMED = {
  hubspot_v3: HUBSPOT,
  slack: SLACK,
  standard_webhooks: STANDARD_WEBHOOKS,
  stripe: STRIPE,
  zoom: ZOOM,
};

/** The headers of the preset's sample, signed now and for this endpoint if they cannot be sent as they are. */
export function headersNow({ sample, config_services }: Sender, endpoint: string): Record<string, string> {
  const verification = config_services.webhook_event_verification as Verification;
  const headers = sample.headers as Record<string, string>;
  const signing = { secret: sample.secret, at: Math.floor(Date.now() / 1000), url: endpoint };
  if (verification.type in NAMED) {
    const sender = NAMED[verification.type as keyof typeof NAMED];
    return { ...headers, ...without(headers, sender.headers(sample.body, signing)) };
  }
  if (verification.type !== 'hmac' || !/\{(?:timestamp|url)\}/.test(verification.signed)) return headers;
  return { ...headers, ...without(headers, signed(verification, sample.body, signing, headers)) };
}

/** The new headers, spelled as in the sample. */
function without(sample: Record<string, string>, fresh: Record<string, string>): Record<string, string> {
  const spelled = (name: string) =>
    Object.keys(sample).find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
  return Object.fromEntries(
    Object.entries(fresh)
      .filter(([name]) => name !== 'Content-Type')
      .map(([name, value]) => [spelled(name), value]),
  );
}

/** What a sender does that signs as declared. */
function signed(
  verification: HmacVerification,
  body: string,
  { secret, at, url }: Omit<Signing, 'id'>,
  headers: Record<string, string>,
): Record<string, string> {
  const { algorithm, encoding, signed: template, prefix = '', element, separator = ',' } = verification;
  const { timestamp, header = '', key = 'text', key_prefix = '', id_header = '' } = verification;
  const time = String(timestamp?.unit === 'ms' ? at * 1000 : at);
  const id = headers[id_header] ?? '';
  const values: Record<string, string> = { body, timestamp: time, url, method: 'POST', id };
  const content = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!);
  const bytes = Buffer.from(
    secret.slice(secret.startsWith(key_prefix) ? key_prefix.length : 0),
    key === 'text' ? 'utf8' : key,
  );
  const signature = prefix + createHmac(algorithm, bytes).update(content).digest(encoding);
  const elements = [
    ...(timestamp?.element === undefined ? [] : [`${timestamp.element}=${time}`]),
    element === undefined ? signature : `${element}=${signature}`,
  ];
  return {
    [header]: elements.join(separator),
    ...(timestamp?.header !== undefined && { [timestamp.header]: time }),
  };
}
