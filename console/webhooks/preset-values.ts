import type { Sender } from '../senders/use-senders.ts';
import { VERIFICATION_KINDS, type VerificationKind } from './verification-kinds.ts';

/** All fields that a preset may fill, empty: what another preset has filled in must not remain. */
const EMPTY: Readonly<Record<string, unknown>> = {
  deduplication: null,
  response: null,
  'config_services.webhook_event_verification.type': null,
  ...Object.fromEntries(
    Object.values<VerificationKind>(VERIFICATION_KINDS)
      .flatMap(({ fields }) => fields)
      .map(({ name }) => [`config_services.webhook_event_verification.${name}`, null]),
  ),
  'config_services.webhook_handshake': null,
  'config_services.webhook_event_verification.algorithm': 'sha256',
  'config_services.webhook_event_verification.encoding': 'hex',
  'config_services.webhook_event_verification.timestamp.unit': 's',
  'config_services.webhook_event_verification.timestamp.tolerance': 300,
  ...Object.fromEntries(
    ['webhook_parser', 'action_callback_parser'].flatMap((parser) =>
      ['type', 'format', 'expression'].map((name) => [`config_services.${parser}.${name}`, null]),
    ),
  ),
};

/** Services and settings that one input edits as a whole. */
const WHOLE = ['config_services.webhook_handshake', 'config_services.webhook_event_verification.claims'];

/**
 * The values that a preset gives to the fields of a webhook's form, by their path. Parameters stay empty, because only
 * the user knows them. Within JSON, their placeholders show where to enter them.
 */
export function presetValues(sender: Sender): Record<string, unknown> {
  const { config_services, deduplication, response, parameters = {} } = sender;
  const placeholders = Object.keys(parameters).map((name) => `{${name}}`);
  const isPlaceholder = (value: unknown) => placeholders.includes(String(value));
  return {
    ...EMPTY,
    authentication: 'signature',
    ...leavesOf('config_services', config_services),
    ...(deduplication !== undefined && { deduplication }),
    ...(response !== undefined && { response }),
  };

  function leavesOf(path: string, value: unknown): Record<string, unknown> {
    if (WHOLE.includes(path)) return { [path]: path.endsWith('claims') ? value : withoutPlaceholders(value) };
    if (Array.isArray(value)) return { [path]: value.filter((one) => !isPlaceholder(one)) };
    if (typeof value !== 'object' || value === null) return { [path]: isPlaceholder(value) ? '' : value };
    const parts = Object.entries(value).map(([name, part]) => leavesOf(`${path}.${name}`, part));
    return Object.assign({}, ...parts) as Record<string, unknown>;
  }

  function withoutPlaceholders(service: unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(service as object).filter(([, value]) => !isPlaceholder(value)));
  }
}
