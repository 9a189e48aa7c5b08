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
  readonly body: { errors?: Record<string, unknown> };

  constructor(status: number, faults: Fault[]) {
    const atFields = errorsOfFields(faults);
    const loose = faults.filter((fault) => fieldOf(fault) === undefined);
    const message =
      loose.length === 0
        ? texts.console.errors.in_form
        : loose.map(({ title, detail }) => `${title}. ${detail}`).join(' ');
    super(message);
    this.status = status;
    this.faults = faults;
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
    if (field !== undefined) (messages[field.name] ??= []).push(field.rest + fault.detail);
  }
  return Object.fromEntries(Object.entries(messages).map(([name, lines]) => [name, lines.join('\n')]));
}

/** Attributes that forms have in parts, each a field of its own, called `config_services.webhook_parser.format`. */
const IN_PARTS = ['config_services'];

/** `/data/attributes/name` is the field `name`, and `/data/relationships/role/…` the field `role_id`. */
function fieldOf({ source }: Fault): { name: string; rest: string } | undefined {
  const [, kind, name = '', rest = ''] =
    /^\/data\/(attributes|relationships)\/([^/]+)(.*)$/s.exec(source?.pointer ?? '') ?? [];
  if (kind === 'attributes' && IN_PARTS.includes(name)) {
    // An item of a list is a matter of the list's field.
    const [, parts = '', item = ''] = /^((?:\/[^/]*[^/\d][^/]*)*)(.*)$/s.exec(rest) ?? [];
    return { name: name + parts.replaceAll('/', '.'), rest: item === '' ? '' : `${item}: ` };
  }
  if (kind === 'attributes') return { name, rest: rest === '' ? '' : `${rest}: ` };
  return kind === 'relationships' ? { name: `${name}_id`, rest: '' } : undefined;
}
