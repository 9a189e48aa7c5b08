import { texts } from '../../texts/index.ts';
import { VERIFICATION_KINDS, type VerificationField, type VerificationKind } from '../verification-kinds.ts';

/** An input of a config service. */
export type ServiceField = VerificationField;

export type ServiceType = VerificationKind;

export type ServiceName = Exclude<
  keyof typeof texts.console.credential_form.services,
  'none' | 'from_provider'
>;

const { services, service_fields: labels, service_help: help } = texts.console.credential_form;

const URL: ServiceField = { name: 'url', kind: 'text', help: services.from_provider };

const PARSER: Readonly<Record<string, ServiceType>> = {
  jsonata: {
    begins: { format: 'json' },
    fields: [
      { name: 'format', kind: 'choice', required: true, choices: ['json', 'form', 'slack', 'xml'] },
      { name: 'expression', kind: 'code', help: help.parser },
    ],
  },
};

const NOTHING: ServiceType = { fields: [] };

const ANSWER_MEMBER: ServiceField = { name: 'answer_member', kind: 'text', help: help.answer_member };

/** The config services, their types, and the inputs of each type, as in `schemas/config-services.json`. */
export const SERVICES: Readonly<Record<ServiceName, Readonly<Record<string, ServiceType>>>> = {
  token_validation: {
    introspection: { fields: [URL] },
    userinfo: { fields: [URL] },
    jwt: {
      fields: [
        { name: 'token', kind: 'choice', choices: ['access_token', 'id_token'] },
        { name: 'jwks_url', kind: 'text', help: services.from_provider },
        { name: 'issuer', kind: 'text', help: services.from_provider },
        { name: 'audience', kind: 'lines' },
      ],
    },
  },
  user_id_mapper: {
    jsonata: { fields: [{ name: 'expression', kind: 'code', required: true, help: help.mapper }] },
  },
  action_callback_parser: PARSER,
  webhook_parser: PARSER,
  webhook_event_verification: VERIFICATION_KINDS,
  webhook_handshake: {
    get_challenge: {
      fields: [
        { name: 'query', kind: 'text', help: help.challenge_query },
        { name: 'header', label: labels.challenge_header, kind: 'text', help: help.challenge_header },
        ANSWER_MEMBER,
      ],
    },
    body_challenge: {
      fields: [
        { name: 'member', kind: 'text', help: help.challenge_member },
        { name: 'when.member', kind: 'text', help: help.when },
        { name: 'when.header', kind: 'text', help: help.when_header },
        { name: 'when.value', kind: 'text' },
        ANSWER_MEMBER,
        { name: 'unsigned', kind: 'flag', help: help.unsigned },
      ],
    },
    head: NOTHING,
    cloudevents: { fields: [{ name: 'origins', kind: 'lines', required: true, help: help.origins }] },
    crc: NOTHING,
    hook_secret: NOTHING,
    verification_token: NOTHING,
    discord_ping: NOTHING,
    sns_subscription: { fields: [{ name: 'topic_arn', kind: 'text', required: true }] },
  },
};

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** The label of a service type. */
export function typeNameOf(service: ServiceName, type: string): string {
  const types: Readonly<Record<string, string>> = services[service].types;
  return types[type] ?? services.none;
}
