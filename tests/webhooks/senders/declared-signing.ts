import { createHash, createHmac, sign } from 'node:crypto';
import type { DeclaredVerification } from '../../../src/signatures/verification.ts';
import type { Identity } from './identity.ts';
import type { SentRequest } from './signing.ts';

/** What a sender does that signs as declared, for a request that it sent before. */
export function resigned(
  verification: DeclaredVerification,
  { headers, body }: SentRequest,
  identity: Identity,
  { at, url }: { at: number; url: string },
): SentRequest {
  const { timestamp, header = '', pointer, element, separator = ',', format } = verification;
  const time = timeOf(timestamp?.unit, at);
  const dated = timestamp?.pointer === undefined ? body : withValue(body, timestamp.pointer, time);
  const timed = { ...headers, ...(timestamp?.header !== undefined && { [timestamp.header]: time }) };
  const content = contentOf(verification, { headers: timed, body: dated }, { time, url, ...identity });
  const signature = (verification.prefix ?? '') + signatureOf(verification, content, identity);
  if (pointer !== undefined) return { headers: timed, body: withValue(dated, pointer, signature) };
  const elements = [
    ...(timestamp?.element === undefined ? [] : [`${timestamp.element}=${time}`]),
    element === undefined ? signature : `${element}=${signature}`,
  ];
  const value = format?.replace('{timestamp}', time).replace('{signature}', signature);
  return { headers: { ...timed, [header]: value ?? elements.join(separator) }, body: dated };
}

function timeOf(unit: 's' | 'ms' | 'rfc3339' = 's', at: number): string {
  if (unit === 'rfc3339') return new Date(at * 1000).toISOString();
  return String(unit === 'ms' ? at * 1000 : at);
}

function contentOf(
  { signed, id_header = '', id_pointer }: DeclaredVerification,
  { headers, body }: SentRequest,
  { time, url, secret = '' }: { time: string; url: string; secret?: string },
): string {
  const values: Record<string, () => string> = {
    body: () => body,
    timestamp: () => time,
    url: () => url,
    method: () => 'POST',
    id: () => (id_pointer === undefined ? headers[id_header]! : valueAt(body, id_pointer)),
    secret: () => secret,
    form: () =>
      [...new URLSearchParams(body)]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .flat()
        .join(''),
  };
  return signed.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    if (name.startsWith('/')) return valueAt(body, name);
    return name.startsWith('header:') ? headers[name.slice('header:'.length)]! : values[name]!();
  });
}

function signatureOf(
  verification: DeclaredVerification,
  content: string,
  { secret = '', privateKey }: Identity,
): string {
  const { type, algorithm, encoding } = verification;
  if (type === 'hash') return createHash(algorithm).update(content).digest(encoding);
  if (type === 'public_key') {
    const hash = algorithm === 'ed25519' ? null : 'sha256';
    return sign(hash, Buffer.from(content), privateKey!).toString(encoding);
  }
  const { key = 'text', key_prefix = '' } = verification;
  const text = secret.slice(secret.startsWith(key_prefix) ? key_prefix.length : 0);
  const bytes = Buffer.from(text, key === 'text' ? 'utf8' : key);
  return createHmac(algorithm, bytes).update(content).digest(encoding);
}

/** The text at a JSON Pointer; empty if the pointer leads nowhere. */
function valueAt(body: string, pointer: string): string {
  const steps = pointer.split('/').slice(1);
  const found = steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    JSON.parse(body),
  );
  return found === undefined || found === null ? '' : String(found as string | number | boolean);
}

/** The body with another value in the place of one that it has. */
function withValue(body: string, pointer: string, value: string): string {
  const document = JSON.parse(body) as Record<string, unknown>;
  const steps = pointer.split('/').slice(1);
  const last = steps.pop()!;
  const parent = steps.reduce<Record<string, unknown>>(
    (at, step) => at[step] as Record<string, unknown>,
    document,
  );
  parent[last] = typeof parent[last] === 'number' ? Number(value) : value;
  return JSON.stringify(document);
}
