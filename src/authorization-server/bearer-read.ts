import type { Actor } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Lookup, type Reads } from '../db/index.ts';
import { stillGranted, type Permitted } from '../scopes/index.ts';
import type { Clock } from '../system/clock.ts';
import { isForTenant, isForUser } from '../access/index.ts';
import { wordsOf } from './requested-scopes.ts';
import { ACCESS_TOKEN_PREFIX } from './tokens.ts';

/**
 * One joined read for "is this token alive, whose is it, and what is it good for today": the token itself, its app,
 * what it came from (the grant, and the consent behind it), and the user with their role as they are now.
 */
const ACCESS_TOKEN: Lookup = {
  name: 'access_tokens_live',
  key: { token_hash: 'text' },
  columns: [
    't.tenant_id',
    't.user_id',
    't.grant_id',
    't.scopes',
    't.created_at',
    't.expires_at',
    'a.tenant_id',
    'a.id',
    'a.name',
    'a.scopes',
    'a.impersonation',
    'a.grant_types',
    'a.audience',
    'a.created_by',
    'z.id',
    'm.active',
    'u.email',
    'r.name',
    'r.built_in',
    'r.permissions',
  ],
  from: `
    JOIN access_tokens AS t ON t.token_hash = wanted.token_hash
    JOIN oauth_apps AS a ON a.id = t.app_id
    LEFT JOIN token_grants AS g ON g.tenant_id = t.tenant_id AND g.id = t.grant_id
    LEFT JOIN authorizations AS z ON z.tenant_id = g.tenant_id AND z.id = g.authorization_id
    LEFT JOIN memberships AS m ON m.tenant_id = t.tenant_id AND m.user_id = t.user_id
    LEFT JOIN users AS u ON u.id = m.user_id
    LEFT JOIN roles AS r ON r.tenant_id = m.tenant_id AND r.id = m.role_id`,
};

type Flag = boolean | number;
type Row = [
  ...token: [
    tenantId: string,
    userId: string | null,
    grantId: string | null,
    scopes: string,
    createdAt: number,
    expiresAt: number,
  ],
  ...app: [
    tenantId: string,
    id: string,
    name: string,
    scopes: string,
    impersonation: Flag,
    grantTypes: string,
    audience: 'creator' | 'tenant' | 'any',
    createdBy: string | null,
  ],
  authorizationId: string | null,
  ...user: [active: Flag | null, email: string | null],
  ...role: [name: string | null, builtIn: Flag | null, permissions: string | null],
];

/** A token that is alive. Times in milliseconds since the epoch. */
export interface LiveToken {
  appId: string;
  appTenantId: string;
  /** What it is good for today: what is taken from its app is taken from it. */
  scopes: string[];
  createdAt: number;
  expiresAt: number;
  /** The user within the scopes, or the app itself. */
  actor: Actor;
}

/** @returns the token, if it is one of ours and alive */
export type BearerRead = (token: string) => Promise<LiveToken | undefined>;

export function createBearerRead(parts: { reads: Reads; clock: Clock; permitted: Permitted }): BearerRead {
  const { reads, clock, permitted } = parts;
  const rowOf = createBatcher<string, Row>(async (hashes) => {
    const found = await reads.lookUp<Row>(
      ACCESS_TOKEN,
      hashes.map((hash) => [hash]),
    );
    return found.map(([row]) => row);
  });
  return async (token) => {
    // The checksum tells a typo or a guess from a token without a query.
    const row = isToken(ACCESS_TOKEN_PREFIX, token) ? await rowOf(sha256(token)) : undefined;
    return row && isAlive(row, clock()) ? liveToken(row, permitted) : undefined;
  };
}

function isAlive(row: Row, now: number): boolean {
  const [
    tenantId,
    userId,
    grantId,
    ,
    ,
    expiresAt,
    appTenantId,
    ,
    ,
    ,
    impersonation,
    grantTypes,
    audience,
    createdBy,
  ] = row;
  const [authorizationId, active] = row.slice(14) as [string | null, Flag | null];
  if (expiresAt <= now) return false;
  // By client credentials: as long as the app has that way in.
  if (grantId === null && !grantTypes.includes('"client_credentials"')) return false;
  // The app as itself.
  if (userId === null) return true;
  if (!active) return false;
  // As a user: as long as the app may act as users.
  if (grantId === null) return Boolean(impersonation) && tenantId === appTenantId;
  const app = { tenantId: appTenantId, audience, createdBy };
  return authorizationId !== null && isForTenant(app, tenantId) && isForUser(app, userId);
}

function liveToken(row: Row, permitted: Permitted): LiveToken {
  const [tenantId, userId, , granted, createdAt, expiresAt, appTenantId, appId, appName, ofApp] = row;
  const [email, role, builtIn, permissions] = row.slice(16) as [string, string, Flag, string];
  const scopes = stillGranted(wordsOf(granted), JSON.parse(ofApp) as string[]);
  const stored = userId === null ? null : { name: role, builtIn: Boolean(builtIn), permissions };
  return {
    appId,
    appTenantId,
    scopes,
    createdAt,
    expiresAt,
    actor: {
      type: userId === null ? 'app' : 'user',
      id: userId,
      name: userId === null ? appName : email,
      tenantId,
      permissions: permitted(stored, scopes),
      apiKeyId: null,
      appId,
      inPerson: false,
    },
  };
}
