import { texts } from '../texts/index.ts';

type Choice = keyof typeof texts.console.credential_form.choices;

/** An input of a verification. Dots in its name lead into nested objects. */
export interface VerificationField {
  name: string;
  /** `names` is a list of header names; `json` is any JSON value; `flag` is true or left out. */
  kind: 'text' | 'code' | 'lines' | 'names' | 'number' | 'boolean' | 'choice' | 'flag' | 'json';
  required?: true;
  choices?: readonly Choice[];
  label?: string;
  help?: string;
}

export interface VerificationKind {
  fields: readonly VerificationField[];
  /** The initial values when the type is chosen. */
  begins?: Record<string, unknown>;
}

const { fields: labels, help } = texts.console.webhooks.hmac;
const { other_fields: other } = texts.console.webhooks;

const text = (name: keyof typeof help): VerificationField => ({ name, kind: 'text', help: help[name] });

const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

const HASHES = ['sha256', 'sha1', 'sha512'] as const;

function declared(algorithms: readonly Choice[], key: readonly VerificationField[]): VerificationField[] {
  return [
    text('header'),
    text('second_header'),
    text('pointer'),
    text('field'),
    { ...text('query'), label: labels.signature_query },
    { ...text('format'), label: labels.format },
    { ...text('signed'), kind: 'code', required: true },
    { name: 'body_signed', kind: 'boolean', help: help.body_signed },
    { name: 'algorithm', kind: 'choice', required: true, choices: algorithms },
    { name: 'encoding', kind: 'choice', required: true, choices: ENCODINGS, help: help.encoding },
    text('prefix'),
    text('separator'),
    text('element'),
    ...key,
    { name: 'timestamp.header', kind: 'text', help: help.timestamp_header },
    { name: 'timestamp.element', kind: 'text', help: help.timestamp_element },
    { name: 'timestamp.pointer', kind: 'text', help: help.timestamp_pointer },
    { name: 'timestamp.query', kind: 'text', help: help.timestamp_query },
    { name: 'timestamp.unit', kind: 'choice', choices: ['s', 'ms', 'rfc3339'] },
    { name: 'timestamp.tolerance', kind: 'number', help: help.timestamp_tolerance },
    ...EVENT,
  ];
}

const EVENT: readonly VerificationField[] = [
  text('id_header'),
  text('id_pointer'),
  { name: 'headers', kind: 'names', help: help.headers },
];

const KEY: readonly VerificationField[] = [
  { name: 'key', kind: 'choice', choices: ['text', 'base64', 'hex'], help: help.key },
  text('key_prefix'),
];

const NOTHING: VerificationKind = { fields: [] };

/** The types of verification and their inputs, as in `schemas/webhook-event-verification.json`. */
export const VERIFICATION_KINDS = {
  standard_webhooks: NOTHING,
  stripe: NOTHING,
  github: NOTHING,
  slack: NOTHING,
  shopify: NOTHING,
  hubspot_v3: NOTHING,
  zoom: NOTHING,
  meta: {
    fields: [
      {
        name: 'verify_token',
        kind: 'text',
        required: true,
        help: texts.console.webhooks.verify_token_help,
      },
    ],
  },
  microsoft_graph: {
    fields: [
      { name: 'certificate_ids', kind: 'names', help: other.certificate_ids_help },
      { name: 'validation_tokens', kind: 'json', help: other.validation_tokens_help },
    ],
  },
  hmac: {
    begins: { algorithm: 'sha256', encoding: 'hex', signed: '{body}' },
    fields: declared(HASHES, KEY),
  },
  hash: {
    begins: { algorithm: 'sha256', encoding: 'hex', signed: '{secret}{body}' },
    fields: declared(HASHES, []),
  },
  public_key: {
    begins: { algorithm: 'ed25519', encoding: 'hex', signed: '{timestamp}{body}' },
    fields: declared(['ed25519', 'ecdsa_p256_sha256', 'rsa_sha256'], []),
  },
  token: {
    fields: [
      { name: 'header', kind: 'text', label: other.token_header, help: other.token_header_help },
      { name: 'prefix', kind: 'text', label: other.token_prefix, help: other.token_prefix_help },
      { name: 'query', kind: 'text', help: other.query_help },
      { name: 'username', kind: 'text', help: other.username_help },
      ...EVENT,
    ],
  },
  jwt: {
    begins: { algorithms: ['RS256'] },
    fields: [
      { name: 'header', kind: 'text', label: other.jwt_header, help: other.jwt_header_help },
      { name: 'prefix', kind: 'text', label: other.jwt_prefix, help: other.jwt_prefix_help },
      { name: 'pointer', kind: 'text', label: other.jwt_pointer, help: other.jwt_pointer_help },
      { name: 'algorithms', kind: 'names', required: true, help: other.algorithms_help },
      { name: 'jwks_url', kind: 'text', help: other.jwks_url_help },
      { name: 'issuer', kind: 'text' },
      { name: 'audience', kind: 'text', label: other.audience },
      { name: 'claims', kind: 'json', help: other.claims_help },
      { name: 'max_age', kind: 'number', help: other.max_age_help },
      { name: 'body_hash_claim', kind: 'text', help: other.body_hash_claim_help },
      ...EVENT,
    ],
  },
  sns: { fields: [{ name: 'topic_arns', kind: 'names', required: true, help: other.topic_arns_help }] },
  client_certificate: {
    fields: [
      { name: 'fingerprints', kind: 'names', help: other.fingerprints_help },
      { name: 'common_name', kind: 'text', help: other.common_name_help },
      ...EVENT,
    ],
  },
  paypal: { fields: [{ name: 'webhook_id', kind: 'text', required: true, help: other.webhook_id_help }] },
} satisfies Record<string, VerificationKind>;

/** The label of an input. */
export function labelOf({ name, label }: VerificationField): string {
  const named: Readonly<Record<string, string>> = {
    ...labels,
    ...other.labels,
    verify_token: texts.console.webhooks.verify_token,
  };
  return label ?? named[name.replace('.', '_')] ?? name;
}
