import { texts } from '../texts/index.ts';
import { RESOURCES as SHAPES } from './resources.ts';

/** One error object of a response (JSON:API 1.1, error objects). */
export interface Fault {
  status: string;
  code: string;
  title: string;
  detail: string;
  source?: { pointer?: string; parameter?: string; header?: string };
  meta?: Record<string, unknown>;
}

/**
 * An error response of the API. Errors that point at a field go to that field, where react-admin finds them in
 * `body.errors`; the others make up the message. (This does not extend react-admin's HttpError, which resets the class
 * of its subclasses.)
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly faults: Fault[];
  /** All errors as sentences, for places that do not show the fields. Fields are named by their form labels. */
  readonly sentences: string[];
  readonly body: { errors?: Record<string, unknown> };

  /** @param resource as in the request URL, for example `oauth-apps` */
  constructor(status: number, faults: Fault[], resource?: string) {
    const atFields = errorsOfFields(faults, resource);
    const loose = faults.filter((fault) => fieldOf(fault, resource) === undefined);
    const sentences = faults.map((fault) => sentenceOf(fault, resource));
    const message =
      loose.length === 0
        ? sentences.join(' ')
        : loose.map(({ title, detail }) => `${title}. ${detail}`).join(' ');
    super(message);
    this.status = status;
    this.faults = faults;
    this.sentences = sentences;
    this.body =
      Object.keys(atFields).length === 0
        ? {}
        : { errors: { ...atFields, ...(loose.length > 0 && { root: { serverError: message } }) } };
  }

  get code(): string | undefined {
    return this.faults[0]?.code;
  }
}

/** The error for a response that is not an error document, or for no response at all. */
export function unreadable(status: number): ApiError {
  const { title, detail } = status === 0 ? texts.console.errors.offline : texts.console.errors.unreadable;
  return new ApiError(status, [{ status: String(status), code: 'unreadable', title, detail }]);
}

function errorsOfFields(faults: Fault[], resource: string | undefined): Record<string, string> {
  const messages: Record<string, string[]> = {};
  for (const fault of faults) {
    const field = fieldOf(fault, resource);
    if (field !== undefined) (messages[field.name] ??= []).push(field.rest + field.text);
  }
  return Object.fromEntries(Object.entries(messages).map(([name, lines]) => [name, lines.join('\n')]));
}

/** Attributes whose members are separate form fields, named like `config_services.webhook_parser.format`. */
const IN_PARTS = ['config_services', 'filter', 'additional_flows'];

/** Those that are lists, whose entries have separate form fields as well: `additional_flows.0.flow_id`. */
const LISTS_IN_PARTS = ['additional_flows'];

interface Field {
  name: string;
  /** The place within the field, as in the API's pointer: `/0: `. */
  rest: string;
  text: string;
}

/**
 * Maps `/data/attributes/name` to the field `name`, and `/data/relationships/role/…` to `role_id`. Attributes that a form
 * edits as JSON belong to the field with that JSON.
 */
function fieldOf({ source, detail }: Fault, resource: string | undefined): Field | undefined {
  if (source?.pointer === '/data/id') return at('id', '', detail);
  const [, kind, name = '', rest = ''] =
    /^\/data\/(attributes|relationships)\/([^/]+)(.*)$/s.exec(source?.pointer ?? '') ?? [];
  if (kind === 'relationships') return { name: `${name}_id`, rest: '', text: detail };
  if (kind !== 'attributes') return undefined;
  const { asJson, attributes = [] } = SHAPES[resource ?? ''] ?? {};
  if (asJson !== undefined && !attributes.includes(name)) return at(asJson.name, `/${name}${rest}`, detail);
  if (!IN_PARTS.includes(name)) return at(name, rest, detail);
  // Errors of list items belong to the field of the list.
  const entry = LISTS_IN_PARTS.includes(name) ? (/^\/\d+/.exec(rest)?.[0] ?? '') : '';
  const [, parts = '', item = ''] = /^((?:\/[^/]*[^/\d][^/]*)*)(.*)$/s.exec(rest.slice(entry.length)) ?? [];
  return at(name + (entry + parts).replaceAll('/', '.'), item, detail);
}

function at(name: string, rest: string, detail: string): Field {
  return { name, rest: rest === '' ? '' : `${rest}: `, text: withoutName(detail, name, rest) };
}

/**
 * The API's sentences start with the name of the member, as in "website_url must …". The field's label already says
 * that, so the name is dropped. Members within a field keep theirs.
 */
function withoutName(detail: string, field: string, rest: string): string {
  const member = field.split('.').at(-1)!;
  const [, index] = /^\/(\d+)$/.exec(rest) ?? [];
  const name =
    rest === '' ? member : index === undefined ? undefined : `Entry ${Number(index) + 1} of ${member}`;
  if (name === undefined || !detail.startsWith(`${name} `)) return detail;
  const sentence = detail.slice(name.length + 1);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const RESOURCES: Readonly<Record<string, { fields: Readonly<Record<string, string>> } | undefined>> =
  texts.resources;

/** The API's sentence, with the field's label in place of the member's name. */
function sentenceOf(fault: Fault, resource: string | undefined): string {
  const field = fieldOf(fault, resource);
  if (field === undefined || field.text === fault.detail) return fault.detail;
  const label = RESOURCES[resource ?? '']?.fields[field.name] ?? readable(field.name);
  return `${label}: ${field.text}`;
}

/** `return_urls` → `Return urls`. */
function readable(name: string): string {
  const label = name.split('.').at(-1)!.replaceAll('_', ' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}
