import { isDeeperThan } from '../../jsonapi/index.ts';

/** Providers' names for values that must never be returned, matched without case and punctuation. */
const SECRET = /refreshtoken|clientsecret|appsecret|consumersecret|idtoken|clientassertion|passcode|password/;
/** Metadata about such a token is not a secret, such as refresh_token_expires_in. */
const ABOUT_A_TOKEN =
  /(?:expires?(?:in|at|on)?|expiry|expiration|expirydate|lifetime|ttl|type|status|issuedat)$/;
/** In a string that is not JSON: `refresh_token: …`, `<refresh_token>…`. */
const NAMED_IN_TEXT = /(?:refresh[-_ ]?token|client[-_ ]?secret|(?<![a-z])id[-_ ]?token)["']?\s{0,9}[=:>]/i;
/** Nesting limit for JSON inside a string, the same as for the response itself. */
const MAX_DEPTH = 32;
/** Shorter values would match other strings by chance. */
const MIN_SECRET_LENGTH = 8;

/**
 * The fields of a token response that are returned with the token. Removes what must never leave Valetkey: refresh
 * tokens, client secrets and ID tokens, at any depth, in any spelling, and wherever their values are repeated.
 * @param extra fields that OAuth does not define
 * @param secrets values that must not be returned, such as the response's refresh_token
 * @param allowed top-level fields to return whatever their names (a provider's `extra_fields`)
 */
export function publicExtra(
  extra: Record<string, unknown>,
  secrets: readonly (string | null)[] = [],
  allowed: readonly string[] = [],
): Record<string, unknown> {
  const isHidden = (name: string) => isSecretName(name) && !allowed.includes(name);
  const values = new Set(secrets.filter((secret) => secret !== null && secret.length >= MIN_SECRET_LENGTH));
  for (const [name, value] of Object.entries(extra)) collect(isHidden(name) ? name : '', value, values);
  const entries = Object.entries(extra).flatMap(([name, value]) => {
    const kept = isHidden(name) ? undefined : without(value, [...values] as string[]);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

function isSecretName(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return SECRET.test(plain) && !ABOUT_A_TOKEN.test(plain);
}

/** Collects the strings under secret names. */
function collect(name: string, value: unknown, values: Set<string | null>): void {
  if (isSecretName(name))
    textsIn(value).forEach((text) => text.length >= MIN_SECRET_LENGTH && values.add(text));
  else if (typeof value === 'string') {
    const inner = embedded(value);
    if (inner !== undefined) collect('', inner, values);
  } else if (isNamedSecret(value)) textsIn(Object.values(value)).forEach((text) => addValue(text, values));
  else if (typeof value === 'object' && value !== null)
    for (const [below, inner] of Object.entries(value)) collect(below, inner, values);
}

/** In `{"name": "refresh_token", "value": …}`, any other member may hold the value. */
function addValue(text: string, values: Set<string | null>): void {
  if (text.length >= MIN_SECRET_LENGTH && !isSecretName(text)) values.add(text);
}

/** @returns undefined if nothing of the value may be returned */
function without(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutInText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (isNamedSecret(value)) return undefined;
  if (isPair(value)) return undefined;
  if (Array.isArray(value))
    return value.map((item) => without(item, secrets)).filter((item) => item !== undefined);
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const kept = isSecretName(name) ? undefined : without(inner, secrets);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

function withoutInText(text: string, secrets: readonly string[]): unknown {
  if (isDeeperThan(MAX_DEPTH, text)) return undefined;
  const inner = embedded(text);
  if (inner !== undefined) {
    const kept = without(inner, secrets);
    if (kept === undefined) return undefined;
    return JSON.stringify(kept) === JSON.stringify(inner) ? text : JSON.stringify(kept);
  }
  const holdsSecret = secrets.some(
    (secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
  );
  return holdsSecret || NAMED_IN_TEXT.test(text.normalize('NFKC')) || parametersOf(text).some(isSecretName)
    ? undefined
    : text;
}

/** Parameter names in a form body, a URL or a query string. */
function parametersOf(text: string): string[] {
  if (!text.includes('=')) return [];
  return text.split(/[?#;]/).flatMap((part) => [...new URLSearchParams(part).keys()]);
}

/** `{"name": "refresh_token", "value": …}`, the way some providers list fields. */
function isNamedSecret(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { name, key, type, field } = value as Record<string, unknown>;
  return [name, key, type, field].some((text) => typeof text === 'string' && isSecretName(text));
}

/** `["refresh_token", …]`. */
function isPair(value: object): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [name, secret] = value as unknown[];
  return typeof name === 'string' && isSecretName(name) && typeof secret === 'string';
}

/** The object, array or string that a string contains as JSON; undefined if it is not JSON. */
function embedded(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  if (!/^\s*["[{]/.test(json) || isDeeperThan(MAX_DEPTH, json)) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
