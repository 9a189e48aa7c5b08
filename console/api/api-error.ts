import { texts } from '../texts/index.ts';

/** One error object of an answer (JSON:API 1.1, error objects). */
export interface Fault {
  status: string;
  code: string;
  title: string;
  detail: string;
  source?: { pointer?: string; parameter?: string; header?: string };
  meta?: Record<string, unknown>;
}

/**
 * What the API has refused. Faults that point at a field go to that field, which react-admin finds in `body.errors`;
 * the others make the message. (react-admin's own HttpError makes itself the class of whatever extends it.)
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly faults: Fault[];
  /** What was refused, for whoever sees no field that it belongs to: fields are called as in their form. */
  readonly sentences: string[];
  readonly body: { errors?: Record<string, unknown> };

  /** @param resource as in the address that was asked: `oauth-apps` */
  constructor(status: number, faults: Fault[], resource?: string) {
    const atFields = errorsOfFields(faults);
    const loose = faults.filter((fault) => fieldOf(fault) === undefined);
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

/** An answer that is no error document, or no answer at all. */
export function unreadable(status: number): ApiError {
  const { title, detail } = status === 0 ? texts.console.errors.offline : texts.console.errors.unreadable;
  return new ApiError(status, [{ status: String(status), code: 'unreadable', title, detail }]);
}

function errorsOfFields(faults: Fault[]): Record<string, string> {
  const messages: Record<string, string[]> = {};
  for (const fault of faults) {
    const field = fieldOf(fault);
    if (field !== undefined) (messages[field.name] ??= []).push(field.rest + field.text);
  }
  return Object.fromEntries(Object.entries(messages).map(([name, lines]) => [name, lines.join('\n')]));
}

/** Attributes that forms have in parts, each a field of its own, called `config_services.webhook_parser.format`. */
const IN_PARTS = ['config_services'];

interface Field {
  name: string;
  /** Where in the field it is, as the API points there: `/0: `. */
  rest: string;
  text: string;
}

/** `/data/attributes/name` is the field `name`, and `/data/relationships/role/…` the field `role_id`. */
function fieldOf({ source, detail }: Fault): Field | undefined {
  const [, kind, name = '', rest = ''] =
    /^\/data\/(attributes|relationships)\/([^/]+)(.*)$/s.exec(source?.pointer ?? '') ?? [];
  if (kind === 'relationships') return { name: `${name}_id`, rest: '', text: detail };
  if (kind !== 'attributes') return undefined;
  if (!IN_PARTS.includes(name)) return at(name, rest, detail);
  // An item of a list is a matter of the list's field.
  const [, parts = '', item = ''] = /^((?:\/[^/]*[^/\d][^/]*)*)(.*)$/s.exec(rest) ?? [];
  return at(name + parts.replaceAll('/', '.'), item, detail);
}

function at(name: string, rest: string, detail: string): Field {
  return { name, rest: rest === '' ? '' : `${rest}: `, text: withoutName(detail, name, rest) };
}

/**
 * The API's sentences begin with the name that the member has there, "website_url must …", which whoever reads them at
 * the field has no use for. Members within a field keep theirs.
 */
function withoutName(detail: string, field: string, rest: string): string {
  const member = field.split('.').at(-1)!;
  const [, index] = /^\/(\d+)$/.exec(rest) ?? [];
  const name =
    rest === '' ? member : index === undefined ? undefined : `Number ${Number(index) + 1} of ${member}`;
  if (name === undefined || !detail.startsWith(`${name} `)) return detail;
  const said = detail.slice(name.length + 1);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

const RESOURCES: Readonly<Record<string, { fields: Readonly<Record<string, string>> } | undefined>> =
  texts.resources;

/** The API's sentence, with the label of the field in the place of the member's name. */
function sentenceOf(fault: Fault, resource: string | undefined): string {
  const field = fieldOf(fault);
  if (field === undefined || field.text === fault.detail) return fault.detail;
  const label = RESOURCES[resource ?? '']?.fields[field.name] ?? readable(field.name);
  return `${label}: ${field.text}`;
}

/** `return_urls` → `Return urls`. */
function readable(name: string): string {
  const said = name.split('.').at(-1)!.replaceAll('_', ' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}
