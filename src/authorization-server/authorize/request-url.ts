import { FormError, readFields, type Fields } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import { apiKeyFlowFields } from '../api-key-flow/errors.ts';
import { OauthError } from '../oauth-error.ts';
import { check, type Refusal } from './checks/index.ts';
import type { AuthorizationRequest, CheckParts } from './request.ts';

/** The authorization endpoint of each kind of app. */
const PATHS: Readonly<Record<string, Client['kind']>> = {
  '/oauth2/auth': 'oauth2',
  '/oauth/authorize': 'api_key',
};

/** The whole request must fit into a URL, because it is kept in one while the user signs in. */
export const MAX_REQUEST_LENGTH = 8_000;

/** These decide where the browser is redirected, so an error in one of them is shown on a page instead. */
const REDIRECT_PARAMETERS = ['client_id', 'redirect_uri', 'request_uri'];

/**
 * Parses and checks the authorization request in a path and query of this server.
 * @returns undefined if the path is not an authorization endpoint
 * @throws OauthError, FormError for errors that can only be shown to the user
 */
export async function parseRequestUrl(
  url: string,
  parts: CheckParts,
): Promise<AuthorizationRequest | Refusal | undefined> {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const kind = PATHS[path.replace(/\/$/, '')];
  if (kind === undefined) return undefined;
  if (url.length > MAX_REQUEST_LENGTH) throw requestTooLong();
  const { fields, fault } = readRequest(query);
  return check({ kind, fields: kind === 'api_key' ? apiKeyFlowFields(fields) : fields, fault }, parts);
}

/**
 * A malformed request is still reported to the app's redirect URI, unless the parameters that determine it are
 * malformed.
 */
function readRequest(query: string): { fields: Fields; fault: string | undefined } {
  try {
    return { fields: readFields(query), fault: undefined };
  } catch (error) {
    if (!(error instanceof FormError) || REDIRECT_PARAMETERS.some((name) => error.repeated.has(name)))
      throw error;
    return { fields: error.validFields, fault: error.message };
  }
}

export function requestTooLong(): OauthError {
  return new OauthError(
    'invalid_request',
    `The request is longer than ${MAX_REQUEST_LENGTH} characters. Use a pushed authorization request (/oauth2/par) instead.`,
  );
}

/** Drops `prompt=login`, so that the user is not asked to sign in again right after signing in. */
export function withoutPromptLogin(url: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const fields = new URLSearchParams(query);
  const words = fields.get('prompt')?.split(' ') ?? [];
  const rest = words.filter((word) => word !== 'login').join(' ');
  if (rest === '') fields.delete('prompt');
  else fields.set('prompt', rest);
  return `${path}?${fields.toString()}`;
}
