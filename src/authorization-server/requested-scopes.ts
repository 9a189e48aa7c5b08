import type { Client } from '../oauth-apps/index.ts';
import { isCovered } from '../scopes/index.ts';
import { OauthError, quoted } from './oauth-error.ts';

/**
 * The scopes of a request (RFC 6749, 3.3): separated by spaces, all of them such as the app may ask for. An app that
 * asks for nothing in particular gets what it is registered with.
 * @param held what may be asked for; the app's own if not given
 * @throws OauthError invalid_scope
 */
export function requestedScopes(
  asked: string | undefined,
  { scopes }: Pick<Client, 'scopes'>,
  held: readonly string[] = scopes,
): string[] {
  if (asked === undefined) return [...held];
  const wanted = [...new Set(wordsOf(asked))];
  const refused = wanted.find((scope) => !isCovered(held, scope));
  if (refused !== undefined)
    throw new OauthError(
      'invalid_scope',
      `The app may not ask for the scope ${quoted(refused)}: it is not among the scopes that it is registered with.`,
    );
  return wanted;
}

/** Words separated by spaces, as `scope` and `prompt` have them. */
export function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}
