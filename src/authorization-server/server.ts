import type { Perform } from '../actions/index.ts';
import type { Authentication } from '../api-keys/index.ts';
import type { HandOutLog } from '../audit/index.ts';
import type { Database } from '../db/index.ts';
import type { ClientRead } from '../oauth-apps/index.ts';
import type { Scopes } from '../scopes/index.ts';
import type { Cookies, Sessions } from '../sign-in/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createAuthorize } from './authorize/endpoint.ts';
import { createLetIn } from './authorize/let-in.ts';
import type { TenantsOf } from './authorize/tenants.ts';
import type { Consent } from './authorizations.ts';
import { createClientAuthentication } from './client-authentication.ts';
import { createDialectToken } from './dialect/token.ts';
import { authorizationCodeGrant } from './grants/authorization-code.ts';
import { clientCredentialsGrant } from './grants/client-credentials.ts';
import type { ActorOf } from './grants/member.ts';
import { passwordGrant } from './grants/password.ts';
import { refreshTokenGrant } from './grants/refresh-token.ts';
import { createIntrospection } from './introspection.ts';
import { createIssueNotes } from './issue-notes.ts';
import { createMetadata } from './metadata.ts';
import { createPushedEndpoint } from './pushed-endpoint.ts';
import { createPushedRequests } from './pushed-requests.ts';
import { createRevocation } from './revocation.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import type { BearerRead } from './bearer-read.ts';
import { createTokenWriter } from './tokens.ts';

export type AuthorizationServer = ReturnType<typeof createAuthorizationServer>;

/** Every endpoint there is, wired: to be read from top to bottom. */
export function createAuthorizationServer(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  /** The server's name to the outside: PUBLIC_URL. */
  issuer: string;
  perform: Perform;
  handOuts: HandOutLog;
  scopes: Scopes;
  sessions: Sessions;
  cookies: Cookies;
  keys: Authentication;
  readClient: ClientRead;
  readBearer: BearerRead;
  consent: Consent;
  actorOf: ActorOf;
  tenantsOf: TenantsOf;
  invitationsOf: TenantsOf;
  /** Told of every use of a client secret. */
  secretUsed(tenantId: string, secretId: string): void;
}) {
  const { database, clock, issuer, readClient, readBearer, keys, consent, actorOf } = parts;

  const pushed = createPushedRequests({ database, clock });
  const checking = { readClient, pushed };
  const { authorize, decide, behind } = createAuthorize({
    ...parts,
    ...checking,
    letIn: createLetIn(consent, pushed),
  });

  const authenticate = createClientAuthentication({ read: readClient, clock, used: parts.secretUsed });
  const noted = createIssueNotes(parts.handOuts);
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
    behind,
    token: createTokenEndpoint({ authenticate, grants, clock, noted }),
    introspect: createIntrospection({ database, authenticate, readBearer, keys, issuer, clock }),
    revoke: createRevocation({ database, authenticate }),
    push: createPushedEndpoint(authenticate, checking),
    metadata: createMetadata(issuer),
    dialectToken: createDialectToken({ database, authenticate, actorOf, clock, noted }),
  };
}
