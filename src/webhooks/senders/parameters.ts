import type { SenderEntry } from '../../schema/index.ts';
import type { WebhookServices } from '../config-services.ts';

/** The config_services of a preset with the examples of its parameters in place of `{name}`. */
export function withExamples({ config_services, parameters = {} }: SenderEntry): WebhookServices {
  const text = Object.entries(parameters).reduce(
    (filled, [name, parameter]) => filled.replaceAll(`"{${name}}"`, JSON.stringify(parameter!.example)),
    JSON.stringify(config_services),
  );
  return JSON.parse(text) as WebhookServices;
}
