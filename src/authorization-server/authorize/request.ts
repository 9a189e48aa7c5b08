import type { Fields } from '../../http/index.ts';
import type { Client, FindClient } from '../../oauth-apps/index.ts';
import type { PushedRequests } from '../pushed-requests.ts';

/** An authorization request (RFC 6749, 4.1.1) that has passed all checks. */
export interface AuthorizationRequest {
  /** The parameters of the request, or of the pushed request it refers to. */
  fields: Fields;
  /** The kind of app that the called endpoint is for. */
  kind: Client['kind'];
  client: Client;
  /** Where the response is sent. Once this is known, errors are sent there too. */
  redirectUri: string;
  redirectUriGiven: boolean;
  scopes: string[];
  codeChallenge: string | null;
  prompt: ReadonlySet<string>;
  /** Why the request is malformed, if it is. */
  fault: string | undefined;
  /** The reference to the pushed request (RFC 9126), and when it was pushed, in milliseconds since the epoch. */
  requestUri: string | undefined;
  pushedAt: number | undefined;
}

/** A request while it is being checked: each check adds what it finds. */
export type Draft = Pick<AuthorizationRequest, 'fields' | 'kind'> & Partial<AuthorizationRequest>;

export interface CheckParts {
  findClient: FindClient;
  pushed: PushedRequests;
}

/** One check. @returns what it found @throws OauthError if the request fails it */
export type Check = (
  draft: Draft,
  parts: CheckParts,
) => Partial<AuthorizationRequest> | Promise<Partial<AuthorizationRequest>>;
