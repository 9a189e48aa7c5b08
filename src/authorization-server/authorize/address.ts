import { FormError, readFields, type Fields } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { dialectFields } from '../dialect/errors.ts';
import { OauthError } from '../oauth-error.ts';
import { check, type Refusal } from './checks/index.ts';
import type { AuthorizationRequest, CheckParts } from './request.ts';

/** Where each kind of app begins. */
const PATHS: Readonly<Record<string, Client['kind']>> = {
  '/oauth2/auth': 'oauth2',
  '/oauth/authorize': 'api_key',
};

/** The whole request must fit into an address, in which it waits for the person to sign in. */
export const LONGEST_REQUEST = 8_000;

/** Where a browser goes: what is wrong with these can be sent nowhere. */
const DIRECTING = ['client_id', 'redirect_uri', 'request_uri'];

/**
 * The authorization request that one of our own addresses is, checked.
 * @returns undefined for an address that is none
 * @throws OauthError, FormError for what can be told to nobody but the person
 */
export async function readAddress(
  address: string,
  parts: CheckParts,
): Promise<AuthorizationRequest | Refusal | undefined> {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  const kind = PATHS[path.replace(/\/$/, '')];
  if (kind === undefined) return undefined;
  if (address.length > LONGEST_REQUEST) throw tooLong();
  const { fields, fault } = readRequest(query);
  return check({ kind, fields: kind === 'api_key' ? dialectFields(fields) : fields, fault }, parts);
}

/** A request that is wrong in form is refused by the app's own address, as long as that is in order. */
function readRequest(query: string): { fields: Fields; fault: string | undefined } {
  try {
    return { fields: readFields(query), fault: undefined };
  } catch (error) {
    if (!(error instanceof FormError) || DIRECTING.some((name) => error.repeated.has(name))) throw error;
    return { fields: error.sound, fault: error.message };
  }
}

export function tooLong(): OauthError {
  return new OauthError(
    'invalid_request',
    `The request is longer than ${LONGEST_REQUEST} characters. Push it to /oauth2/par instead.`,
  );
}

/** Once signed in anew the person is not asked to sign in again. */
export function withoutLogin(address: string): string {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  const fields = new URLSearchParams(query);
  const words = fields.get('prompt')?.split(' ') ?? [];
  const rest = words.filter((word) => word !== 'login').join(' ');
  if (rest === '') fields.delete('prompt');
  else fields.set('prompt', rest);
  return `${path}?${fields.toString()}`;
}
