import type { Fields } from '../../http/index.ts';
import type { Client, ClientRead } from '../../oauth-apps/index.ts';
import type { PushedRequests } from '../pushed-requests.ts';

/** An authorization request (RFC 6749, 4.1.1) that has passed every check. */
export interface AuthorizationRequest {
  /** The parameters as they count: those of the request, or those that were pushed before. */
  fields: Fields;
  /** What the app is to get in the end, by the endpoint that was called. */
  kind: Client['kind'];
  client: Client;
  /** Where the browser goes with the answer. From the moment it is known errors go there as well. */
  redirectUri: string;
  redirectUriGiven: boolean;
  scopes: string[];
  codeChallenge: string | null;
  prompt: ReadonlySet<string>;
  /** What is wrong with the form of the request, if anything is. */
  fault: string | undefined;
  /** The reference under which the request was pushed (RFC 9126), and when. */
  requestUri: string | undefined;
  pushedAt: number | undefined;
}

/** A request on its way through the checks: each adds what it has found. */
export type Draft = Pick<AuthorizationRequest, 'fields' | 'kind'> & Partial<AuthorizationRequest>;

export interface CheckParts {
  readClient: ClientRead;
  pushed: PushedRequests;
}

/** One rule. @returns what it has found @throws OauthError when the request breaks it */
export type Check = (
  draft: Draft,
  parts: CheckParts,
) => Partial<AuthorizationRequest> | Promise<Partial<AuthorizationRequest>>;
