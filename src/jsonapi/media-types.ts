import { AppError } from '../errors.ts';

export const JSON_API = 'application/vnd.api+json';

interface MediaType {
  type: string;
  parameters: Map<string, string>;
}

/**
 * The content type of a request that has a body (JSON:API 1.1, 5.2). Clients in the field send plain
 * application/json, so that is as good.
 * @throws AppError unsupported_media_type
 */
export function checkContentType(header: string | undefined): void {
  const source = { header: 'Content-Type' };
  if (header === undefined) {
    throw new AppError(
      'unsupported_media_type',
      `A body needs the header Content-Type: ${JSON_API} (or application/json).`,
      { source },
    );
  }
  const { type, parameters } = parse(header);
  if (type === JSON_API) {
    for (const name of parameters.keys()) {
      // We know no extension, so asking for one is refused; profiles may be ignored.
      if (name !== 'profile') {
        throw new AppError(
          'unsupported_media_type',
          `${JSON_API} takes no parameter "${name.slice(0, 50)}" here.`,
          { source },
        );
      }
    }
    return;
  }
  if (type !== 'application/json') {
    throw new AppError(
      'unsupported_media_type',
      `Send ${JSON_API} or application/json, not ${type.slice(0, 100)}.`,
      { source },
    );
  }
  const charset = parameters.get('charset');
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new AppError('unsupported_media_type', 'JSON is sent in UTF-8.', { source });
  }
}

/**
 * Whether the client takes what we answer with (JSON:API 1.1, 5.2).
 * @throws AppError not_acceptable
 */
export function checkAccept(header: string | undefined): void {
  if (header === undefined || header === '*/*' || header === JSON_API) return;
  const ranges = splitOutsideQuotes(header, ',').map(parse);
  // The most specific range decides (RFC 9110, 12.5.1): what is said of JSON:API itself outweighs any wildcard.
  const own = ranges.filter(({ type }) => type === JSON_API);
  if ((own.length > 0 ? own : ranges).some(isAcceptable)) return;
  throw new AppError('not_acceptable', `Answers are ${JSON_API}; accept that, application/json or */*.`, {
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
