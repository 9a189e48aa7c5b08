import { AppError } from '../../errors.ts';
import { faultsIn, matchesPattern } from '../../providers/index.ts';
import type { Schemas, SenderEntry } from '../../schema/index.ts';
import {
  assertHandshake,
  assertVerification,
  handshakeFault,
  needsSecret,
  secretFault,
  type Verification,
} from '../../signatures/index.ts';
import type { WebhookServices } from '../config-services.ts';
import { assertDeduplication, assertParser, assertResponse, type Deduplication } from '../parsing/index.ts';
import { withExamples } from './parameters.ts';

const SERVICES = '/config_services';

/** What the schema of a sender cannot check. Empty if a webhook can be created from the preset. */
export function senderFaults(schemas: Schemas, entry: SenderEntry): AppError[] {
  const services = withExamples(entry);
  const malformed = faultsIn(() => schemas.check('webhook-config-services', services));
  if (malformed.length > 0) return malformed.flatMap((error) => [error, ...error.others]).map(below);
  const { webhook_event_verification: verification } = services;
  if (verification === undefined)
    return [invalid('webhook_event_verification is required in a preset.', SERVICES)];
  const { response } = entry;
  return [
    ...faultsIn(() => assertVerification(verification, `${SERVICES}/webhook_event_verification`)),
    ...handshakeFaults(services),
    ...parserFaults(services),
    ...(response === undefined ? [] : faultsIn(() => assertResponse(response, '/response'))),
    ...deduplicationFaults(entry),
    ...secretFaults(verification, entry),
    ...parameterFaults(entry),
  ];
}

function below({ message, source }: AppError): AppError {
  return invalid(message, `${SERVICES}${source?.pointer ?? ''}`);
}

function handshakeFaults(services: WebhookServices): AppError[] {
  const { webhook_handshake: handshake, webhook_event_verification: verification } = services;
  if (handshake === undefined) return [];
  const at = `${SERVICES}/webhook_handshake`;
  const unsuitable = handshakeFault(handshake, verification);
  return [
    ...faultsIn(() => assertHandshake(handshake, at)),
    ...(unsuitable === undefined ? [] : [invalid(unsuitable, at)]),
  ];
}

function parserFaults(services: WebhookServices): AppError[] {
  return (['webhook_parser', 'action_callback_parser'] as const).flatMap((name) => {
    const parser = services[name];
    return parser === undefined ? [] : faultsIn(() => assertParser(parser, `${SERVICES}/${name}`));
  });
}

function secretFaults(verification: Verification, { sample, secret_description }: SenderEntry): AppError[] {
  const { secret } = sample;
  if (secret === undefined)
    return needsSecret(verification)
      ? [invalid('The sample needs a secret to be verified with.', '/sample/secret')]
      : [];
  const fault = secretFault(verification, secret);
  return [
    ...(fault === undefined ? [] : [invalid(fault, '/sample/secret')]),
    ...(secret_description === undefined
      ? [invalid('secret_description is required if the webhook has a secret.', '/secret_description')]
      : []),
  ];
}

function deduplicationFaults({ deduplication }: SenderEntry): AppError[] {
  return deduplication === undefined
    ? []
    : faultsIn(() => assertDeduplication(deduplication as Deduplication, '/deduplication'));
}

function parameterFaults({ parameters = {}, config_services }: SenderEntry): AppError[] {
  const services = JSON.stringify(config_services);
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const { pattern, example } = parameter!;
    const at = `/parameters/${name}`;
    if (!services.includes(`"{${name}}"`))
      return [invalid(`The parameter ${name} is not used. Use it as {${name}}, or remove it.`, at)];
    return matchesPattern(pattern, example)
      ? []
      : [invalid('example does not match the pattern.', `${at}/example`)];
  });
}

function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}
