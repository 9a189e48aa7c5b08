import {
  isSecretAt,
  isSecretName,
  isSecretParameter,
  labelsSecret,
  listsSecret,
  pathTo,
} from '../../providers/index.ts';
import { isDeeperThan, MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';

/** In a string that is not JSON: `refresh_token: …`, `<refresh_token>…`, `name="refresh_token" value="…"`. */
const NAMED_IN_TEXT =
  /(?:refresh[-_ ]?(?:access[-_ ]?)?token|token[-_ ]?refresh|offline[-_ ]?token|(?<![a-z])id[-_ ]?token|secret)(?:[\\"']{0,9}\s{0,9}[=:>]|[\\"']{1,9}\s{0,9}(?:,|[a-z]{1,20}=))/i;
/** How often a string can be percent-encoded. */
const MAX_ENCODINGS = 4;
/** Shorter values would match other strings by chance. */
const MIN_SECRET_LENGTH = 8;
/** Every string is searched for all of them. */
const MAX_SECRETS = 200;

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
  const response = membersOf(extra, '', allowed);
  const values = new Set(secrets.filter((secret) => secret !== null));
  collectMembers(response, values);
  const long = [...values].filter((value) => value.length >= MIN_SECRET_LENGTH);
  return long.length > MAX_SECRETS ? {} : Object.fromEntries(withoutHidden(response, long));
}

interface Member {
  name: string;
  /** The names of its parents and its own, because a secret's name can be split over several levels. */
  path: string;
  value: unknown;
  /** Must not be returned. */
  isHidden: boolean;
}

/**
 * The members of an object, with those hidden that are secrets by their name, or because a sibling says so.
 * @param allowed names that are never hidden; undefined unless the object is the response itself
 */
function membersOf(object: object, path: string, allowed?: readonly string[]): Member[] {
  const members = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (allowed?.includes(name) === true) return { name, path: '', value, isAllowed: true, isHidden: false };
    const own = pathTo(path, name);
    return { name, path: own, value, isAllowed: false, isHidden: isSecretAt(own, value) };
  });
  const unclear = members.filter(({ isAllowed, isHidden }) => !isAllowed && !isHidden);
  const isLabeled = unclear.some(({ name, value }) => labelsSecret(name, value, allowed !== undefined));
  // In `{"names": ["refresh_token"], "values": […]}`, an array as long as one that names a secret is hidden.
  const lists = unclear.flatMap(({ path: own, value }) =>
    Array.isArray(value) && listsSecret(own, value) ? [value.length] : [],
  );
  const lengths = new Set(lists);
  const isNextTo = (value: unknown) => isLabeled || (Array.isArray(value) && lengths.has(value.length));
  return members.map(({ isAllowed, ...member }) =>
    isAllowed ? member : { ...member, isHidden: member.isHidden || isNextTo(member.value) },
  );
}

/** Collects the strings that are hidden, because they may be repeated elsewhere. */
function collectMembers(members: readonly Member[], values: Set<string>): void {
  for (const { path, value, isHidden } of members)
    if (isHidden) addTexts(value, values, isSecretAt(path, value));
    else collect(value, path, values);
}

function collect(value: unknown, path: string, values: Set<string>): void {
  if (typeof value === 'string') {
    const inner = embedded(value);
    if (inner !== undefined) collect(inner, path, values);
  } else if (Array.isArray(value)) {
    if (listsSecret(path, value)) addTexts(value, values, false);
    else value.forEach((item) => collect(item, path, values));
  } else if (typeof value === 'object' && value !== null) collectMembers(membersOf(value, path), values);
}

/** @param areSecrets false if some of the strings are only names, such as access_token */
function addTexts(value: unknown, values: Set<string>, areSecrets: boolean): void {
  for (const text of textsIn(value))
    if (areSecrets || !(isSecretName(text) || /^[a-z]+(?:_[a-z]+)+$/i.test(text))) values.add(text);
}

/** @returns undefined if nothing of the value may be returned */
function without(value: unknown, path: string, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutInText(value, path, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    if (listsSecret(path, value)) return undefined;
    return value.map((item) => without(item, path, secrets)).filter((item) => item !== undefined);
  }
  const members = membersOf(value, path);
  if (members.length > 0 && members.every(({ isHidden }) => isHidden)) return undefined;
  return Object.fromEntries(withoutHidden(members, secrets));
}

function withoutHidden(members: readonly Member[], secrets: readonly string[]): [string, unknown][] {
  return members.flatMap(({ name, path, value, isHidden }) => {
    const kept = isHidden ? undefined : without(value, path, secrets);
    return kept === undefined ? [] : [[name, kept]];
  });
}

function withoutInText(text: string, path: string, secrets: readonly string[]): unknown {
  if (isDeeperThan(MAX_RESPONSE_DEPTH, text)) return undefined;
  const inner = embedded(text);
  if (inner !== undefined) {
    const kept = without(inner, path, secrets);
    if (kept === undefined) return undefined;
    return JSON.stringify(kept) === JSON.stringify(inner) ? text : JSON.stringify(kept);
  }
  const decoded = decodingsOf(text);
  return decoded === undefined || decoded.some((spelling) => holdsSecret(spelling, path, secrets))
    ? undefined
    : text;
}

/** The text, and what it says after each decoding; undefined if it is encoded too often. */
function decodingsOf(text: string): string[] | undefined {
  const spellings = [text];
  for (;;) {
    const last = spellings.at(-1)!;
    const next = decode(last.normalize('NFKC'));
    if (next === last) return spellings;
    if (spellings.length > MAX_ENCODINGS) return undefined;
    spellings.push(next);
  }
}

/** Decodes percent-encoding, without failing if it is not valid UTF-8. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (part) =>
    Buffer.from(part.replaceAll('%', ''), 'hex').toString(),
  );
}

/** Whether a text that is not JSON contains a secret, or the name of one in front of a value. */
function holdsSecret(text: string, path: string, secrets: readonly string[]): boolean {
  const isSecret = (part: string) => secrets.some((secret) => part.includes(secret));
  if (isSecret(text) || NAMED_IN_TEXT.test(text) || isChanged(text, path, secrets)) return true;
  return parametersOf(text).some(
    ([name, value]) =>
      isSecretParameter(name, value) || isSecret(value) || isChanged(value, pathTo(path, name), secrets),
  );
}

/** Whether a text is JSON with something that must not be returned. */
function isChanged(text: string, path: string, secrets: readonly string[]): boolean {
  const inner = embedded(text);
  if (inner === undefined) return false;
  return JSON.stringify(without(inner, path, secrets)) !== JSON.stringify(inner);
}

/** Parameters in a form body, a URL or a query string. */
function parametersOf(text: string): [string, string][] {
  if (!text.includes('=')) return [];
  return text.split(/[?#;]/).flatMap((part) => [...new URLSearchParams(part)]);
}

/** The object, array or string that a string contains as JSON; undefined if it is not JSON. */
function embedded(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  return /^\s*["[{]/.test(json) ? parseJson(json, MAX_RESPONSE_DEPTH) : undefined;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
