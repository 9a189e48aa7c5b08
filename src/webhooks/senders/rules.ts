import { AppError } from '../../errors.ts';
import { faultsIn, matchesPattern } from '../../providers/index.ts';
import type { SenderEntry } from '../../schema/index.ts';
import { assertVerification, secretFault } from '../../signatures/index.ts';
import type { WebhookServices } from '../config-services.ts';
import { assertDeduplication, assertParser, type Deduplication } from '../parsing/index.ts';

const SERVICES = '/config_services';

/** What the schema of a sender cannot check. Empty if a webhook can be created from the preset. */
export function senderFaults(entry: SenderEntry): AppError[] {
  const services = entry.config_services as WebhookServices;
  const { webhook_event_verification: verification } = services;
  if (verification === undefined)
    return [invalid('webhook_event_verification is required in a preset.', SERVICES)];
  const secret = secretFault(verification, entry.sample.secret);
  return [
    ...faultsIn(() => assertVerification(verification, `${SERVICES}/webhook_event_verification`)),
    ...parserFaults(services),
    ...deduplicationFaults(entry),
    ...(secret === undefined ? [] : [invalid(secret, '/sample/secret')]),
    ...parameterFaults(entry),
  ];
}

function parserFaults(services: WebhookServices): AppError[] {
  return (['webhook_parser', 'action_callback_parser'] as const).flatMap((name) => {
    const parser = services[name];
    return parser === undefined ? [] : faultsIn(() => assertParser(parser, `${SERVICES}/${name}`));
  });
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
