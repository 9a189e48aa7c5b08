import type { EventKind } from './event-store.ts';
import type { Parser } from './parsing/index.ts';
import type { Handshake, Verification } from '../signatures/index.ts';

/** The services in a webhook's `config_services`: how requests are verified and parsed, and the handshake. */
export interface WebhookServices {
  webhook_event_verification?: Verification;
  webhook_handshake?: Handshake;
  webhook_parser?: Parser;
  action_callback_parser?: Parser;
}

const NAMES = [
  'webhook_event_verification',
  'webhook_handshake',
  'webhook_parser',
  'action_callback_parser',
] as const satisfies (keyof WebhookServices)[];

/**
 * The services that apply to a webhook: its own, and those of its credential as a fallback. A credential also has
 * services that are not for webhooks; they are ignored.
 */
export function mergeServices(
  own: WebhookServices,
  fromCredential: WebhookServices | undefined,
): WebhookServices {
  if (fromCredential === undefined) return own;
  const theirs = Object.fromEntries(
    NAMES.filter((name) => fromCredential[name] !== undefined).map((name) => [name, fromCredential[name]]),
  );
  return { ...theirs, ...own };
}

/** `mergeServices` for the JSON columns as stored. */
export function readServices(own: string, fromCredential: string | null): WebhookServices {
  const parsed = (services: string) => JSON.parse(services) as WebhookServices;
  return mergeServices(parsed(own), fromCredential === null ? undefined : parsed(fromCredential));
}

/** The parser for a kind of event; undefined if the event is delivered unchanged. */
export function parserFor(services: WebhookServices, kind: EventKind): Parser | undefined {
  const parser = kind === 'action' ? services.action_callback_parser : services.webhook_parser;
  return parser?.type === 'none' ? undefined : parser;
}
