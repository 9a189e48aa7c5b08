import type { Client } from '../oauth-apps/index.ts';
import { isCovered } from '../scopes/index.ts';
import { OauthError, quoted } from './oauth-error.ts';

/**
 * Parses and checks the scopes of a request (RFC 6749, 3.3). Without a scope parameter, all allowed scopes are granted.
 * @param held the allowed scopes, by default those of the app
 * @throws OauthError invalid_scope
 */
export function requestedScopes(
  asked: string | undefined,
  { scopes }: Pick<Client, 'scopes'>,
  held: readonly string[] = scopes,
): string[] {
  if (asked === undefined) return [...held];
  const wanted = [...new Set(splitWords(asked))];
  const refused = wanted.find((scope) => !isCovered(held, scope));
  if (refused !== undefined)
    throw new OauthError(
      'invalid_scope',
      `The app is not allowed to request the scope ${quoted(refused)}. Add it to the app's scopes, or leave it out.`,
    );
  return wanted;
}

/** Splits a space-separated parameter such as `scope` or `prompt`. */
export function splitWords(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}
