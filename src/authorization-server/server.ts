import type { Perform } from '../actions/index.ts';
import type { Authentication } from '../api-keys/index.ts';
import type { SecretReads } from '../audit/index.ts';
import type { Database } from '../db/index.ts';
import type { FindClient } from '../oauth-apps/index.ts';
import type { Scopes } from '../scopes/index.ts';
import type { Cookies, Sessions } from '../sign-in/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createAuthorize } from './authorize/endpoint.ts';
import { createGrantConsent } from './authorize/grant-consent.ts';
import type { PublisherOf, TenantsOf } from './authorize/tenants.ts';
import type { Consent } from './authorizations.ts';
import { createClientAuthentication } from './client-authentication.ts';
import { createIssueApiKey } from './api-key-flow/token.ts';
import { authorizationCodeGrant } from './grants/authorization-code.ts';
import { clientCredentialsGrant } from './grants/client-credentials.ts';
import type { ActorOf } from './grants/member.ts';
import { passwordGrant } from './grants/password.ts';
import { refreshTokenGrant } from './grants/refresh-token.ts';
import { createIntrospection } from './introspection.ts';
import { createIssuanceLog } from './issuance-log.ts';
import { createMetadata } from './metadata.ts';
import { sourceOf, type ClientAddress } from '../http/index.ts';
import { createPushedEndpoint } from './pushed-endpoint.ts';
import { createPushedRequests } from './pushed-requests.ts';
import { createRevocation } from './revocation.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import type { FindAccessToken } from './access-token-finder.ts';
import { createTokenWriter } from './tokens.ts';

export type AuthorizationServer = ReturnType<typeof createAuthorizationServer>;

/** Creates all endpoints of the authorization server. */
export function createAuthorizationServer(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** The public URL of the server: PUBLIC_URL. */
  issuer: string;
  perform: Perform;
  secretReads: SecretReads;
  scopes: Scopes;
  sessions: Sessions;
  cookies: Cookies;
  keys: Authentication;
  findClient: FindClient;
  findAccessToken: FindAccessToken;
  consent: Consent;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  publisherOf: PublisherOf;
  invitationsOf: TenantsOf;
  addressOf: ClientAddress;
  /** Called on each use of a client secret. */
  secretUsed(tenantId: string, secretId: string): void;
}) {
  const { database, clock, issuer, findClient, findAccessToken, keys, consent, actorOf } = parts;

  const pushed = createPushedRequests({ database, clock });
  const checking = { findClient, pushed };
  const { authorize, decide, pendingApp } = createAuthorize({
    ...parts,
    ...checking,
    grantConsent: createGrantConsent(consent, pushed),
  });

  const authenticate = createClientAuthentication({ read: findClient, clock, used: parts.secretUsed });
  const logIssued = createIssuanceLog(parts.secretReads);
  const grants = {
    authorization_code: authorizationCodeGrant({ database, actorOf }),
    refresh_token: refreshTokenGrant({ database, actorOf }),
    client_credentials: clientCredentialsGrant({ database, actorOf, write: createTokenWriter(database) }),
    password: passwordGrant({ database, actorOf, consent, tenantsOf: parts.tenantsOf }),
  };

  return {
    issuer,
    authorize,
    decide,
    pendingApp,
    token: createTokenEndpoint({ authenticate, grants, clock, logIssued }),
    introspect: createIntrospection({
      database,
      authenticate,
      findAccessToken,
      keys,
      actorOf,
      issuer,
      clock,
    }),
    revoke: createRevocation({ database, authenticate }),
    push: createPushedEndpoint(authenticate, checking, (request) => sourceOf(parts.addressOf(request))),
    metadata: createMetadata(issuer),
    issueApiKey: createIssueApiKey({ database, authenticate, actorOf, clock, logIssued }),
  };
}
