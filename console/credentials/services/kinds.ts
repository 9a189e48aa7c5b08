import { texts } from '../../texts/index.ts';

/** An input of a config service. Dots in its name lead into nested objects. */
export interface ServiceField {
  name: string;
  kind: 'text' | 'code' | 'lines' | 'number' | 'choice';
  required?: true;
  choices?: readonly (keyof typeof texts.console.credential_form.choices)[];
  help?: string;
}

export interface ServiceType {
  fields: readonly ServiceField[];
  /** The initial value when the type is chosen. */
  begins?: object;
}

export type ServiceName = Exclude<
  keyof typeof texts.console.credential_form.services,
  'none' | 'from_provider'
>;

const { services, service_help: help } = texts.console.credential_form;
const NOTHING: ServiceType = { fields: [] };

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

const HMAC: ServiceType = {
  begins: { algorithm: 'sha256', encoding: 'hex', signed: '{body}' },
  fields: [
    { name: 'header', kind: 'text', required: true },
    { name: 'algorithm', kind: 'choice', required: true, choices: ['sha256', 'sha1', 'sha512'] },
    { name: 'encoding', kind: 'choice', required: true, choices: ['hex', 'base64'] },
    { name: 'signed', kind: 'text', required: true, help: help.signed },
    { name: 'prefix', kind: 'text' },
    { name: 'separator', kind: 'text' },
    { name: 'element', kind: 'text' },
    { name: 'key', kind: 'choice', choices: ['text', 'base64', 'hex'] },
    { name: 'key_prefix', kind: 'text' },
    { name: 'timestamp.header', kind: 'text' },
    { name: 'timestamp.element', kind: 'text' },
    { name: 'timestamp.unit', kind: 'choice', choices: ['s', 'ms'] },
    { name: 'timestamp.tolerance', kind: 'number' },
    { name: 'id_header', kind: 'text' },
    { name: 'headers', kind: 'lines' },
  ],
};

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
  webhook_event_verification: {
    standard_webhooks: NOTHING,
    stripe: NOTHING,
    github: NOTHING,
    slack: NOTHING,
    shopify: NOTHING,
    hubspot_v3: NOTHING,
    zoom: NOTHING,
    meta: { fields: [{ name: 'verify_token', kind: 'text', required: true, help: help.verify_token }] },
    microsoft_graph: NOTHING,
    hmac: HMAC,
  },
};

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** The label of a service type. */
export function typeNameOf(service: ServiceName, type: string): string {
  const types: Readonly<Record<string, string>> = services[service].types;
  return types[type] ?? services.none;
}
