import type { SenderEntry } from '../../schema/index.ts';
import type { WebhookServices } from '../config-services.ts';

/** The config_services of a preset with the examples of its parameters in place of `{name}`. */
export function withExamples({ config_services, parameters = {} }: SenderEntry): WebhookServices {
  const examples = new Map(
    Object.entries(parameters).map(([name, parameter]) => [`{${name}}`, parameter!.example]),
  );
  const filled = (_: string, value: unknown) =>
    typeof value === 'string' ? (examples.get(value) ?? value) : value;
  return JSON.parse(JSON.stringify(config_services), filled) as WebhookServices;
}
