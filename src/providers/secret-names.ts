/** Names of values that must never be returned, in lower case and without punctuation. */
const SECRET = new RegExp(
  [
    'refresh(?:access|oauth|bearer)?token',
    'tokens?refresh',
    'refresh$',
    'tokens?offline',
    'offlinetoken',
    'idtoken',
    'tokensid$',
    'clientsecret',
    'appsecret',
    'consumersecret',
    'secrets?$',
    'clientassertion',
    'passcode',
    'password',
  ].join('|'),
);
/** Names that end like this are metadata about such a value, such as refresh_token_expires_in. */
const METADATA =
  /(?:expires?(?:in|at|on)?|expiry|expiration|expirydate|lifetime|ttl|type|status|issuedat|lastrefresh|nextrefresh)$/;
/**
 * A text like this, as the value of any member, is the name of a secret. Shorter ones such as `password` can mean
 * something else, for example a way to sign in.
 */
const FULL_NAME =
  /^[a-z]{0,10}(?:refresh(?:access|oauth|bearer)?token|tokenrefresh|offlinetoken|idtoken|(?:app|application|api|client|consumer|oauth)secret|clientassertion)s?$/;
/** Members that usually hold the name of what another member contains. */
const LABEL = /^(?:name|key|field|type|kind|param|parameter|label|grant|tokentype)$/;
/** Members whose values are names of scopes or grant types, such as the scope refresh_token. */
const LISTS_NAMES = /(?:scopes?|scp|granttypes|responsetypes?|supported)$/;
/** Members of the response that describe the response itself. */
const ABOUT_THE_RESPONSE = /^(?:granttype|tokentype|issuedtokentype)$/;
/** Names whose values may be numbers. */
const MAYBE_NUMBER = /secret|pass/;
/** Longer texts are not names. */
const MAX_NAME_LENGTH = 40;
/** Enough to recognize a name that is split over several levels. */
const MAX_PATH_LENGTH = 100;

/**
 * Adds a member to a path, in lower case and without punctuation: a name can be split over several levels, as in
 * `{"tokens": {"refresh": …}}`.
 */
export function pathTo(parent: string, name: string): string {
  return (parent + plain(name)).slice(-MAX_PATH_LENGTH);
}

/** Whether the member at the path holds a value that must not be returned. */
export function isSecretAt(path: string, value: unknown): boolean {
  if (!isSecret(path) || typeof value === 'boolean') return false;
  return typeof value !== 'number' || MAYBE_NUMBER.test(path);
}

/** The same for a parameter, whose value is always text. */
export function isSecretParameter(name: string, value: string): boolean {
  const read = /^(?:true|false)$/i.test(value) ? true : /^\d{1,10}$/.test(value) ? Number(value) : value;
  return isSecretAt(pathTo('', name), read);
}

/** Whether an array contains the name of a secret, so that the next item may be the secret. */
export function listsSecret(path: string, items: readonly unknown[]): boolean {
  return !LISTS_NAMES.test(path) && items.some((item) => typeof item === 'string' && isSecretName(item));
}

/**
 * Whether a member of an object says that another member is a secret, as in `{"name": "refresh_token", "value": …}`.
 * Members other than the usual ones count only if they contain nothing else. Those of the response itself describe the
 * response.
 */
export function labelsSecret(name: string, value: unknown, isResponse: boolean): boolean {
  if (typeof value !== 'string' || value.length > MAX_NAME_LENGTH) return false;
  const member = plain(name);
  if (LISTS_NAMES.test(member) || (isResponse && ABOUT_THE_RESPONSE.test(member))) return false;
  return LABEL.test(member) && !isResponse ? isSecretName(value) : FULL_NAME.test(plain(value));
}

/** Whether a value of this name, or at this JSON Pointer, must not be kept with an account. */
export function isSecretValue(nameOrPointer: string): boolean {
  return (
    isSecret(plain(nameOrPointer)) ||
    /(?:^|\/)(?:access_?token|code|state|client_secret)$/i.test(nameOrPointer)
  );
}

/** Whether a text is the name of a secret. */
export function isSecretName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && isSecret(plain(text));
}

function isSecret(path: string): boolean {
  return SECRET.test(path) && !METADATA.test(path);
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}
