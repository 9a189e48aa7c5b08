import type { EventKind } from './event-store.ts';
import type { Parser } from './parsing/index.ts';
import type { Verification } from '../signatures/index.ts';

/** How what arrives is understood. */
export interface WebhookServices {
  webhook_event_verification?: Verification;
  webhook_parser?: Parser;
  action_callback_parser?: Parser;
}

const NAMES = [
  'webhook_event_verification',
  'webhook_parser',
  'action_callback_parser',
] as const satisfies (keyof WebhookServices)[];

/**
 * What holds for a webhook: its own services, and those of its credential where it has none of its own. A credential
 * has others beside, which are not for webhooks.
 */
export function servicesOf(own: WebhookServices, ofCredential: WebhookServices | undefined): WebhookServices {
  if (ofCredential === undefined) return own;
  const theirs = Object.fromEntries(
    NAMES.filter((name) => ofCredential[name] !== undefined).map((name) => [name, ofCredential[name]]),
  );
  return { ...theirs, ...own };
}

/** As `servicesOf`, of the columns in which they are. */
export function servicesIn(own: string, ofCredential: string | null): WebhookServices {
  const parsed = (services: string) => JSON.parse(services) as WebhookServices;
  return servicesOf(parsed(own), ofCredential === null ? undefined : parsed(ofCredential));
}

/** The parser for a kind of event; undefined where it goes on as it came. */
export function parserFor(services: WebhookServices, kind: EventKind): Parser | undefined {
  const parser = kind === 'action' ? services.action_callback_parser : services.webhook_parser;
  return parser?.type === 'none' ? undefined : parser;
}
