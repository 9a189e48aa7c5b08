import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { faultsIn, patternFaults } from '../../providers/index.ts';
import type { Schemas, SenderEntry } from '../../schema/index.ts';
import {
  assertHandshake,
  assertUrls,
  assertVerification,
  handshakeFault,
  needsSecret,
  secretFault,
  type Verification,
} from '../../signatures/index.ts';
import type { WebhookServices } from '../config-services.ts';
import {
  assertDeduplication,
  assertParser,
  assertResponse,
  responseFaults,
  type Deduplication,
} from '../parsing/index.ts';
import { withExamples } from './parameters.ts';

/**
 * What the schema of a sender cannot check. Empty if a webhook can be created from the preset. Whether that accepts the
 * samples, `sampleFaults` checks.
 * @param at the JSON Pointer to the preset, empty for a file
 * @param outbound checks the URLs of keys; without it they are only checked when a webhook is created
 */
export function senderFaults(
  schemas: Schemas,
  entry: SenderEntry,
  at: string,
  outbound?: Pick<Outbound, 'assertAllowed'>,
): AppError[] {
  // Everything else is checked with the examples.
  const examples = parameterFaults(entry, at);
  if (examples.length > 0) return examples;
  const inServices = `${at}/config_services`;
  const services = withExamples(entry);
  const malformed = faultsIn(() => schemas.check('webhook-config-services', services));
  if (malformed.length > 0)
    return malformed
      .flatMap((error) => [error, ...error.others])
      .map(({ message, source }) => invalid(message, `${inServices}${source?.pointer ?? ''}`));
  const { webhook_event_verification: verification } = services;
  if (verification === undefined)
    return [invalid('webhook_event_verification is required in a preset.', inServices)];
  const { response } = entry;
  const inVerification = `${inServices}/webhook_event_verification`;
  return [
    ...faultsIn(() => assertVerification(verification, inVerification)),
    ...(outbound === undefined ? [] : faultsIn(() => assertUrls(verification, inVerification, outbound))),
    ...handshakeFaults(services, inServices),
    ...parserFaults(services, inServices),
    ...(response === undefined ? [] : faultsIn(() => assertResponse(response, `${at}/response`))),
    ...(response === undefined ? [] : responseFaults(response, 'response')).map((text) =>
      invalid(text, `${at}/response`),
    ),
    ...deduplicationFaults(entry, at),
    ...secretFaults(verification, entry, at),
    ...repeatedTypes(entry, at),
  ];
}

function handshakeFaults(services: WebhookServices, inServices: string): AppError[] {
  const { webhook_handshake: handshake, webhook_event_verification: verification } = services;
  if (handshake === undefined) return [];
  const at = `${inServices}/webhook_handshake`;
  const unsuitable = handshakeFault(handshake, verification);
  return [
    ...faultsIn(() => assertHandshake(handshake, at)),
    ...(unsuitable === undefined ? [] : [invalid(unsuitable, at)]),
  ];
}

function parserFaults(services: WebhookServices, inServices: string): AppError[] {
  return (['webhook_parser', 'action_callback_parser'] as const).flatMap((name) => {
    const parser = services[name];
    return parser === undefined ? [] : faultsIn(() => assertParser(parser, `${inServices}/${name}`));
  });
}

function secretFaults(verification: Verification, entry: SenderEntry, at: string): AppError[] {
  const { samples = [], secret_description } = entry;
  return [
    ...samples.flatMap(({ secret }, index) =>
      sampleSecretFaults(verification, secret, `${at}/samples/${index}/secret`),
    ),
    ...(secret_description === undefined && samples.some(({ secret }) => secret !== undefined)
      ? [invalid('secret_description is required if the webhook has a secret.', `${at}/secret_description`)]
      : []),
  ];
}

function sampleSecretFaults(
  verification: Verification,
  secret: string | undefined,
  pointer: string,
): AppError[] {
  if (secret === undefined)
    return needsSecret(verification)
      ? [invalid('The sample needs a secret to be verified with.', pointer)]
      : [];
  const fault = secretFault(verification, secret);
  return fault === undefined ? [] : [invalid(fault, pointer)];
}

/** `valetkey trigger` finds a sample by its type. */
function repeatedTypes({ samples = [] }: SenderEntry, at: string): AppError[] {
  const types = samples.map(({ type }) => type);
  return types.flatMap((type, index) =>
    types.indexOf(type) === index
      ? []
      : [invalid('Another sample has the same type.', `${at}/samples/${index}/type`)],
  );
}

function deduplicationFaults({ deduplication }: SenderEntry, at: string): AppError[] {
  return deduplication === undefined
    ? []
    : faultsIn(() => assertDeduplication(deduplication as Deduplication, `${at}/deduplication`));
}

function parameterFaults({ parameters = {}, config_services }: SenderEntry, at: string): AppError[] {
  const services = JSON.stringify(config_services);
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const pointer = `${at}/parameters/${name}`;
    return services.includes(`"{${name}}"`)
      ? patternFaults(parameter!, [], pointer)
      : [invalid(`The parameter ${name} is not used. Use it as {${name}}, or remove it.`, pointer)];
  });
}

export function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}
