import type { Hmac, WebhookRecord } from './webhook-record.ts';

/** The signatures of the named senders, in the format of a custom HMAC signature. Microsoft Graph does not sign. */
const NAMED: Readonly<Record<string, Signing>> = {
  github: {
    ...over('{body}', 'X-Hub-Signature-256', 'hex'),
    prefix: 'sha256=',
    headers: ['X-GitHub-Event'],
  },
  meta: { ...over('{body}', 'X-Hub-Signature-256', 'hex'), prefix: 'sha256=' },
  shopify: { ...over('{body}', 'X-Shopify-Hmac-SHA256', 'base64'), headers: ['X-Shopify-Topic'] },
  stripe: {
    ...over('{timestamp}.{body}', 'Stripe-Signature', 'hex'),
    element: 'v1',
    timestamp: { element: 't', unit: 's', tolerance: 300 },
  },
  slack: {
    ...over('v0:{timestamp}:{body}', 'X-Slack-Signature', 'hex'),
    prefix: 'v0=',
    timestamp: { header: 'X-Slack-Request-Timestamp', unit: 's', tolerance: 300 },
  },
  zoom: {
    ...over('v0:{timestamp}:{body}', 'x-zm-signature', 'hex'),
    prefix: 'v0=',
    timestamp: { header: 'x-zm-request-timestamp', unit: 's', tolerance: 300 },
  },
  hubspot_v3: {
    ...over('{method}{url}{body}{timestamp}', 'X-HubSpot-Signature-v3', 'base64'),
    timestamp: { header: 'X-HubSpot-Request-Timestamp', unit: 'ms', tolerance: 300 },
  },
  standard_webhooks: {
    ...over('{id}.{timestamp}.{body}', 'webhook-signature', 'base64'),
    prefix: 'v1,',
    key: 'base64',
    key_prefix: 'whsec_',
    timestamp: { header: 'webhook-timestamp', unit: 's', tolerance: 300 },
    id_header: 'webhook-id',
  },
};

/** A signature in a header, with an HMAC. */
type Signing = Hmac & { header: string };

function over(signed: string, header: string, encoding: Hmac['encoding']): Signing {
  return { signed, header, encoding, algorithm: 'sha256' };
}

const BODY = '{"firstname":"Oauth","email":"oauth2@example.com"}';
/** Control characters except line breaks. */
const UNSEEN = /(?!\n)\p{Cc}/u;
const HEX = `od -An -vtx1 | tr -d ' \\n'`;

/** A shell command that requests an access token for an app. */
export function tokenCommand(endpoint: string): string {
  const url = quoted(`${new URL(endpoint).origin}/oauth2/token`);
  return `curl -u 'CLIENT_ID:CLIENT_SECRET' \\\n  -d 'grant_type=client_credentials&scope=apps.webhook:execute' ${url}`;
}

/**
 * Shell commands that send a sample to a webhook, with ACCESS_TOKEN or SECRET to fill in. All values set by the tenant
 * are quoted, so the shell takes them as text.
 * @returns undefined if there is no such command
 */
export function sampleCommand({
  endpoint,
  authentication,
  config_services,
}: WebhookRecord): string | undefined {
  if (authentication === 'oauth2') return sending(endpoint, [['Authorization: Bearer ACCESS_TOKEN']], BODY);
  const verification = config_services.webhook_event_verification;
  if (verification === undefined) return undefined;
  if (verification.type === 'microsoft_graph')
    return sending(endpoint, [], '{"value":[{"clientState":"SECRET"}]}');
  const scheme = verification.type === 'hmac' ? headerScheme(verification) : NAMED[verification.type];
  return scheme && signing(endpoint, scheme);
}

/** Undefined for what the command cannot sign or put where the sender does. */
function headerScheme(scheme: Hmac): Signing | undefined {
  const { header, format, timestamp, id_pointer } = scheme;
  const isPlain = (scheme.signed.match(/\{[^{}]*\}/g) ?? []).every((one) => SIGNABLE.includes(one));
  const isSupported = isPlain && format === undefined && id_pointer === undefined;
  if (header === undefined || !isSupported || (timestamp?.pointer ?? timestamp?.query) !== undefined)
    return undefined;
  return timestamp?.unit === 'rfc3339' ? undefined : { ...scheme, header };
}

const SIGNABLE = ['{body}', '{timestamp}', '{id}', '{method}', '{url}'];

function signing(endpoint: string, scheme: Signing): string | undefined {
  const { header, algorithm, prefix = '', element, timestamp, id_header, headers = [] } = scheme;
  // Control characters could manipulate the terminal invisibly.
  if (UNSEEN.test(scheme.signed + prefix + (scheme.key_prefix ?? ''))) return undefined;
  const time = timestamp?.element === undefined ? [] : [`${timestamp.element}=`, VARIABLES.time, ','];
  const shown = element === undefined ? [] : [...time, `${element}=`];
  const encoded = {
    hex: HEX,
    base64: 'openssl base64 -A',
    base64url: `openssl base64 -A | tr '+/' '-_' | tr -d =`,
  }[scheme.encoding];
  return [
    `SECRET='SECRET'`,
    `BODY=${quoted(BODY)}`,
    ...(timestamp === undefined ? [] : [`TIME=$(date +%s)${timestamp.unit === 'ms' ? '000' : ''}`]),
    ...(id_header === undefined ? [] : ['ID=sample-$(date +%s)']),
    `SIGNATURE=$(printf %s ${shellText(signed(scheme.signed, endpoint))} |`,
    `  openssl dgst -${algorithm} ${keyOption(scheme)} -binary | ${encoded})`,
    sending(
      endpoint,
      [
        ...(timestamp?.header === undefined ? [] : [[`${timestamp.header}: `, VARIABLES.time]]),
        ...(id_header === undefined ? [] : [[`${id_header}: `, VARIABLES.id]]),
        ...headers.map((name) => [`${name}: sample`]),
        [`${header}: `, ...shown, prefix, VARIABLES.signature],
      ],
      VARIABLES.body,
    ),
  ].join('\n');
}

/** Text with shell variables in it. */
type Piece = string | { variable: string };

const VARIABLES = {
  body: { variable: '"$BODY"' },
  time: { variable: '"$TIME"' },
  id: { variable: '"$ID"' },
  signature: { variable: '"$SIGNATURE"' },
};

function sending(endpoint: string, headers: Piece[][], body: Piece): string {
  return [
    `curl -i --location --request POST ${quoted(endpoint)}`,
    ...[...headers, ['Content-Type: application/json']].map((header) => `  --header ${shellText(header)}`),
    `  --data-raw ${shellText([body])}`,
  ].join(' \\\n');
}

function signed(template: string, endpoint: string): Piece[] {
  const inserts: Record<string, Piece> = {
    '{body}': VARIABLES.body,
    '{timestamp}': VARIABLES.time,
    '{id}': VARIABLES.id,
    '{method}': 'POST',
    '{url}': endpoint,
  };
  return template.split(/(\{[^{}]*\})/).map((piece) => inserts[piece] ?? piece);
}

function keyOption({ key = 'text', key_prefix = '' }: Hmac): string {
  if (key === 'text' && key_prefix === '') return '-hmac "$SECRET"';
  const secret = `printf %s "\${SECRET${key_prefix === '' ? '' : `#${quoted(key_prefix)}`}}"`;
  const steps = {
    hex: secret,
    base64: `${secret} | openssl base64 -d -A | ${HEX}`,
    text: `${secret} | ${HEX}`,
  };
  return `-mac HMAC -macopt hexkey:$(${steps[key]})`;
}

/** One shell argument: adjacent parts are quoted together. */
function shellText(pieces: readonly Piece[]): string {
  let argument = '';
  let text = '';
  for (const piece of [...pieces, { variable: '' }]) {
    if (typeof piece === 'string') text += piece;
    else {
      argument += (text === '' ? '' : quoted(text)) + piece.variable;
      text = '';
    }
  }
  return argument;
}

/** Between single quotes, the shell interprets nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
