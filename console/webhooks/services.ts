import type { Hmac, Parser, Verification, WebhookServices } from './webhook-record.ts';

/** A form holds more than is sent: values entered for other choices, and empty fields. */
type Typed<T> = { [K in keyof T]?: T[K] | null | undefined };

interface TypedServices {
  webhook_event_verification?: (Typed<Hmac> & { type?: string | null; verify_token?: string | null }) | null;
  webhook_parser?: Typed<Parser> | null;
  action_callback_parser?: Typed<Parser> | null;
}

/** The attributes a webhook form sends. */
export function withServices(values: Record<string, unknown>): Record<string, unknown> {
  const { secret, secret_overlap, credential_id, ...rest } = values;
  const services = (values['config_services'] ?? {}) as TypedServices;
  const signed = values['authentication'] === 'signature';
  const given = signed && typeof secret === 'string' && secret !== '';
  return {
    ...rest,
    // An empty relationship is not a form field.
    credential_id: credential_id === '' || credential_id === undefined ? null : credential_id,
    ...(given && { secret, ...(Number(secret_overlap) > 0 && { secret_overlap }) }),
    config_services: servicesOf(services, signed),
  };
}

function servicesOf(services: TypedServices, signed: boolean): WebhookServices {
  const sent: Record<string, unknown> = {};
  // Keep the original order, so that unchanged services compare as equal.
  for (const name of Object.keys(services) as (keyof TypedServices)[]) {
    const service = services[name];
    if (!isChosen(service)) continue;
    if (name !== 'webhook_event_verification') sent[name] = parserOf(service as Typed<Parser>);
    else if (signed) sent[name] = verificationOf(service as Typed<Hmac> & { type: string });
  }
  return sent as WebhookServices;
}

function isChosen(service: { type?: string | null | undefined } | null | undefined): boolean {
  return typeof service?.type === 'string' && service.type !== '';
}

function parserOf(parser: Typed<Parser>): object {
  return parser.type === 'jsonata' ? filled(parser) : { type: 'none' };
}

function verificationOf(typed: Typed<Hmac> & { type: string; verify_token?: string | null }): Verification {
  const { type, verify_token } = typed;
  if (type === 'meta') return { type, ...filled({ verify_token }) };
  if (type !== 'hmac') return { type } as Verification;
  const { verify_token: _, timestamp, headers, ...parts } = typed;
  const names = typeof headers === 'string' ? namesIn(headers) : headers;
  const at = filled(timestamp ?? {});
  return {
    ...filled(parts),
    ...((at['header'] !== undefined || at['element'] !== undefined) && { timestamp: at }),
    ...(names && names.length > 0 && { headers: names }),
  } as unknown as Verification;
}

/** Header names separated by commas or spaces. */
function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

function filled(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}
