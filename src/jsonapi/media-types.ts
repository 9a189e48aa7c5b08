import { AppError } from '../errors.ts';

export const JSON_API = 'application/vnd.api+json';

interface MediaType {
  type: string;
  parameters: Map<string, string>;
}

/**
 * Checks the content type of a request that has a body (JSON:API 1.1, 5.2). Many clients send plain application/json,
 * so that is accepted too.
 * @throws AppError unsupported_media_type
 */
export function checkContentType(header: string | undefined): void {
  const source = { header: 'Content-Type' };
  if (header === undefined) {
    throw new AppError(
      'unsupported_media_type',
      `The Content-Type header is missing. Send ${JSON_API} or application/json.`,
      { source },
    );
  }
  const { type, parameters } = parse(header);
  if (type === JSON_API) {
    for (const name of parameters.keys()) {
      // We support no extensions, so a request for one is rejected; profiles may be ignored.
      if (name !== 'profile') {
        throw new AppError(
          'unsupported_media_type',
          `Content-Type ${JSON_API} must not have the parameter "${name.slice(0, 50)}".`,
          { source },
        );
      }
    }
    return;
  }
  if (type !== 'application/json') {
    throw new AppError(
      'unsupported_media_type',
      `Content-Type ${type.slice(0, 100)} is not supported. Send ${JSON_API} or application/json.`,
      { source },
    );
  }
  const charset = parameters.get('charset');
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new AppError('unsupported_media_type', 'The charset is not supported. Send JSON in UTF-8.', {
      source,
    });
  }
}

/**
 * Checks that the client accepts our media type (JSON:API 1.1, 5.2).
 * @throws AppError not_acceptable
 */
export function checkAccept(header: string | undefined): void {
  if (header === undefined || header === '*/*' || header === JSON_API) return;
  const ranges = splitOutsideQuotes(header, ',').map(parse);
  // The most specific range decides (RFC 9110, 12.5.1): JSON:API itself takes precedence over wildcards.
  const own = ranges.filter(({ type }) => type === JSON_API);
  if ((own.length > 0 ? own : ranges).some(isAcceptable)) return;
  throw new AppError('not_acceptable', `Responses are ${JSON_API}. Accept that, application/json or */*.`, {
    source: { header: 'Accept' },
  });
}

function isAcceptable({ type, parameters }: MediaType): boolean {
  if (Number(parameters.get('q') ?? '1') === 0) return false;
  if (type === JSON_API) return [...parameters.keys()].every((name) => name === 'profile' || name === 'q');
  return type === 'application/json' || type === 'application/*' || type === '*/*';
}

function parse(text: string): MediaType {
  const [type = '', ...rest] = splitOutsideQuotes(text, ';');
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    const name = (equals < 0 ? parameter : parameter.slice(0, equals)).trim().toLowerCase();
    if (name !== '')
      parameters.set(
        name,
        equals < 0
          ? ''
          : parameter
              .slice(equals + 1)
              .trim()
              .replace(/^"(.*)"$/, '$1'),
      );
  }
  return { type: type.trim().toLowerCase(), parameters };
}

/** Splits at a separator, but not inside a quoted string (RFC 9110, 5.6.4). */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '\\' && quoted) index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
