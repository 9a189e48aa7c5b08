import type { Credential } from '../credentials/index.ts';
import { AppError, combined } from '../errors.ts';
import { assertParser } from './parsing/index.ts';
import { servicesOf, type WebhookServices } from './services.ts';
import { assertVerification, secretFault } from '../signatures/index.ts';
import type { Webhook } from './store.ts';

const AT = '/data/attributes';

/**
 * What a webhook says must make sense.
 * @param credential whose services and client secret are used where it has none of its own
 * @param given the attributes of the document, for pointers to what is in it
 * @throws AppError validation_failed with one fault per error
 */
export function assertSound(
  webhook: Webhook,
  credential: Credential | undefined,
  given: { config_services?: unknown; secret?: string; secret_overlap?: number },
): void {
  const { authentication, secret } = webhook;
  const own = webhook.config_services;
  if (own.webhook_event_verification !== undefined && given.config_services !== undefined)
    assertVerification(own.webhook_event_verification, `${AT}/config_services/webhook_event_verification`);
  for (const name of ['webhook_parser', 'action_callback_parser'] as const)
    if (own[name] !== undefined) assertParser(own[name], `${AT}/config_services/${name}`);
  const faults: AppError[] = [];
  const fault = (name: string, detail: string) => {
    const pointer = Object.hasOwn(given, name) ? `${AT}/${name}` : '/data';
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  };
  if (given.secret_overlap !== undefined && given.secret === undefined)
    fault('secret_overlap', 'An overlap goes with a new secret: give both, or neither.');
  if (authentication === 'signature') {
    const verification = servicesOf(
      own,
      credential?.config_services as WebhookServices | undefined,
    ).webhook_event_verification;
    if (verification === undefined)
      fault(
        'config_services',
        'Authentication by signature takes config_services.webhook_event_verification, the webhook’s own or its credential’s: how the sender proves who it is.',
      );
    if (secret === null && !hasClientSecret(credential))
      fault(
        'secret',
        'Authentication by signature takes a secret: what the sender signs with, unless that is the client secret of the webhook’s credential.',
      );
    if (given.secret !== undefined && given.secret !== given.secret.trim())
      fault('secret', 'The secret begins or ends with white space. Give it without.');
    if (verification !== undefined && given.secret !== undefined) {
      const detail = secretFault(verification, given.secret);
      if (detail !== undefined) fault('secret', detail);
    }
  } else if (secret !== null)
    fault(
      'secret',
      'A secret is for authentication by signature; with oauth2 the access token tells the sender.',
    );
  if (faults.length > 0) throw combined(faults);
}

function hasClientSecret(credential: Credential | undefined): boolean {
  return (
    credential !== undefined && (credential.sealed_secret !== null || credential.oauth_client_id !== null)
  );
}
