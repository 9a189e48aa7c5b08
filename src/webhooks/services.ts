import type { Verification } from './signatures/index.ts';

/** How what arrives is understood. */
export interface WebhookServices {
  webhook_event_verification?: Verification;
}

const NAMES = ['webhook_event_verification'] as const satisfies (keyof WebhookServices)[];

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
