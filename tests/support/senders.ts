import { createHmac } from 'node:crypto';
import { FROM_GITHUB, githubHeaders } from './webhooks.ts';

/** The inputs of a signature. */
export interface Signing {
  secret: string;
  /** Seconds since the epoch. */
  at: number;
  /** The endpoint's URL, as the sender calls it. */
  url: string;
  /** The event's ID, for a sender that signs one. Derived from the body by default. */
  id: string;
}

/** A third party that signs its events. */
export interface Sender {
  /** The attributes of a webhook for its events. */
  attributes: { authentication: string; config_services: Record<string, object>; secret: string };
  headers(body: string | Buffer, signing?: Partial<Signing>): Record<string, string>;
}

const SECRET = 'what the sender signs with';
/** Standard Webhooks uses keys in base64. */
const BASE64_SECRET = `whsec_${Buffer.from(SECRET).toString('base64')}`;

const nowInSeconds = () => Math.floor(Date.now() / 1000);

function digest(encoding: 'hex' | 'base64', key: string | Buffer, ...signed: (string | Buffer)[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of signed) hmac.update(part);
  return hmac.digest(encoding);
}

const idOf = (body: string | Buffer) => `msg_${digest('hex', 'id', body)}`;

function sender(
  verification: { type: string },
  sign: (body: string | Buffer, signing: Signing) => Record<string, string>,
  secret = SECRET,
): Sender {
  return {
    attributes: {
      authentication: 'signature',
      config_services: { webhook_event_verification: verification },
      secret,
    },
    headers: (body, { secret: key = secret, at = nowInSeconds(), url = '', id = idOf(body) } = {}) => ({
      'Content-Type': 'application/json',
      ...sign(body, { secret: key, at, url, id }),
    }),
  };
}

const versioned =
  (header: string, timestamp: string) =>
  (body: string | Buffer, { secret, at }: Signing) => ({
    [timestamp]: String(at),
    [header]: `v0=${digest('hex', secret, `v0:${at}:`, body)}`,
  });

export const SLACK = sender({ type: 'slack' }, versioned('X-Slack-Signature', 'X-Slack-Request-Timestamp'));

export const ZOOM = sender({ type: 'zoom' }, versioned('X-Zm-Signature', 'X-Zm-Request-Timestamp'));

export const STRIPE = sender({ type: 'stripe' }, (body, { secret, at }) => ({
  'Stripe-Signature': `t=${at},v1=${digest('hex', secret, `${at}.`, body)}`,
}));

export const SHOPIFY = sender({ type: 'shopify' }, (body, { secret }) => ({
  'X-Shopify-Hmac-Sha256': digest('base64', secret, body),
}));

export const HUBSPOT = sender({ type: 'hubspot_v3' }, (body, { secret, at, url }) => ({
  'X-HubSpot-Request-Timestamp': String(at * 1000),
  'X-HubSpot-Signature-V3': digest('base64', secret, `POST${url}`, body, String(at * 1000)),
}));

export const STANDARD_WEBHOOKS = sender(
  { type: 'standard_webhooks' },
  (body, { secret, at, id }) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return {
      'Webhook-Id': id,
      'Webhook-Timestamp': String(at),
      'Webhook-Signature': `v1,${digest('base64', key, `${id}.${at}.`, body)}`,
    };
  },
  BASE64_SECRET,
);

export const META = sender(
  { type: 'meta', verify_token: 'meatyhamhock' } as { type: string },
  (body, { secret }) => ({
    'X-Hub-Signature-256': `sha256=${digest('hex', secret, body)}`,
  }),
);

export const MICROSOFT_GRAPH = sender({ type: 'microsoft_graph' }, () => ({}));

export const GITHUB: Sender = {
  attributes: FROM_GITHUB,
  headers: (body, { secret = FROM_GITHUB.secret } = {}) => githubHeaders(body, secret),
};

/** A sender without built-in support, whose signature the tenant declares. */
export const DECLARED = sender(
  {
    type: 'hmac',
    header: 'X-Sent-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    signed: '{timestamp}.{body}',
    timestamp: { header: 'X-Sent-At', unit: 's', tolerance: 300 },
  } as { type: string },
  (body, { secret, at }) => ({
    'X-Sent-At': String(at),
    'X-Sent-Signature': digest('hex', secret, `${at}.`, body),
  }),
);

/** Also without built-in support. It signs only the body, which is the same for every change of an account. */
export const DROPBOX = sender(
  {
    type: 'hmac',
    header: 'X-Dropbox-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    signed: '{body}',
  } as { type: string },
  (body, { secret }) => ({ 'X-Dropbox-Signature': digest('hex', secret, body) }),
);
