import { flowsOf } from './filters.ts';
import { VERIFICATION_KINDS, type VerificationKind } from './verification-kinds.ts';
import type { Parser, SchemeName, Verification, WebhookServices } from './webhook-record.ts';

/** Settings with several members, which are entered as JSON. */
export const JSON_FIELDS = ['response', 'action_response', 'deduplication'] as const;

/** A form holds more than is sent: values entered for other choices, and empty fields. */
type Typed<T> = { [K in keyof T]?: T[K] | null | undefined };

interface TypedServices {
  webhook_event_verification?: (Record<string, unknown> & { type?: string | null }) | null;
  webhook_handshake?: { type?: string | null } | null;
  webhook_parser?: Typed<Parser> | null;
  action_callback_parser?: Typed<Parser> | null;
}

/** The attributes a webhook form sends. */
export function withServices(values: Record<string, unknown>): Record<string, unknown> {
  const { secret, secret_overlap, decryption_key, credential_id, ...rest } = values;
  const services = (values['config_services'] ?? {}) as TypedServices;
  const signed = values['authentication'] === 'signature';
  const given = signed && typeof secret === 'string' && secret !== '';
  const isGraph = signed && services.webhook_event_verification?.type === 'microsoft_graph';
  const hasKey = isGraph && typeof decryption_key === 'string' && decryption_key !== '';
  return {
    ...rest,
    ...jsonFields(values),
    // An empty relationship is not a form field.
    credential_id: credential_id === '' || credential_id === undefined ? null : credential_id,
    ...(given && { secret, ...(Number(secret_overlap) > 0 && { secret_overlap }) }),
    ...(hasKey && { decryption_key }),
    config_services: servicesOf(services, signed),
    ...flowsOf(values),
  };
}

/** The JSON fields as objects; an empty one stands for the default. */
function jsonFields(values: Record<string, unknown>): Record<string, unknown> {
  const typed = JSON_FIELDS.flatMap((name) => {
    const text = values[name];
    return typeof text === 'string' ? [[name, text.trim() === '' ? null : (JSON.parse(text) as object)]] : [];
  });
  return Object.fromEntries(typed) as Record<string, unknown>;
}

function servicesOf(services: TypedServices, signed: boolean): WebhookServices {
  const sent: Record<string, unknown> = {};
  // Keep the original order, so that unchanged services compare as equal.
  for (const name of Object.keys(services) as (keyof TypedServices)[]) {
    const service = services[name];
    if (!isChosen(service)) continue;
    if (name === 'webhook_event_verification') {
      if (signed) sent[name] = verificationOf(service as Record<string, unknown> & { type: string });
    } else if (name === 'webhook_handshake') {
      if (signed) sent[name] = service;
    } else sent[name] = parserOf(service as Typed<Parser>);
  }
  return sent as WebhookServices;
}

function isChosen(service: { type?: string | null | undefined } | null | undefined): boolean {
  return typeof service?.type === 'string' && service.type !== '';
}

function parserOf(parser: Typed<Parser>): object {
  return parser.type === 'jsonata' ? filled(parser) : { type: 'none' };
}

/** The settings of the chosen type, without those that were entered for other types. */
function verificationOf(typed: Record<string, unknown> & { type: string }): Verification {
  const { type } = typed;
  const { fields }: VerificationKind = VERIFICATION_KINDS[type as SchemeName];
  const sent: Record<string, unknown> = { type };
  const timestamp: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const [first = '', inside] = name.split('.');
    const whole = typed[first];
    const value =
      inside === undefined ? whole : (whole as Record<string, unknown> | null | undefined)?.[inside];
    const given = kind === 'names' && typeof value === 'string' ? namesIn(value) : value;
    if (!isFilled(given)) continue;
    if (inside === undefined) sent[first] = given;
    else timestamp[inside] = given;
  }
  const inFormat = typeof sent['format'] === 'string' && sent['format'].includes('{timestamp}');
  const isTimed = inFormat || ['header', 'element', 'pointer', 'query'].some((place) => place in timestamp);
  return { ...sent, ...(isTimed && { timestamp }) } as unknown as Verification;
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== '';
}

/** Names separated by commas or spaces. */
function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

function filled(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value)));
}
