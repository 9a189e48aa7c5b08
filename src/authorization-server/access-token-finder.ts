import type { Actor } from '../actions/index.ts';
import { isToken, sha256 } from '../crypto/index.ts';
import { createBatcher, type Reads } from '../db/index.ts';
import { readByKey, type KeyLookup } from '../db/before-tenant.ts';
import { stillGranted, type EffectivePermissions } from '../scopes/index.ts';
import type { Clock } from '../system/clock.ts';
import { isForTenant, isForUser } from '../access/index.ts';
import { splitWords } from './requested-scopes.ts';
import { ACCESS_TOKEN_PREFIX } from './tokens.ts';

/**
 * One joined query for whether a token is valid, whose it is and what it currently allows: the token, its app, its
 * grant and consent, and the user with their current role.
 */
const ACCESS_TOKEN: KeyLookup = {
  name: 'access_tokens_valid',
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
    'm.accepted',
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
  ...user: [active: Flag | null, accepted: Flag | null, email: string | null],
  ...role: [name: string | null, builtIn: Flag | null, permissions: string | null],
];

/** A valid token. Times are in milliseconds since the epoch. */
interface ValidToken {
  appId: string;
  appTenantId: string;
  /** Its current scopes, without those that the app has lost since. */
  scopes: string[];
  createdAt: number;
  expiresAt: number;
  /** The user, limited to the scopes, or the app itself. */
  actor: Actor;
}

/** @returns the token if it is valid, otherwise undefined */
export type FindAccessToken = (token: string) => Promise<ValidToken | undefined>;

export function createAccessTokenFinder(parts: {
  reads: Reads;
  clock: Clock;
  effectivePermissions: EffectivePermissions;
}): FindAccessToken {
  const { reads, clock, effectivePermissions } = parts;
  const rowOf = createBatcher<string, Row>(async (hashes) => {
    const found = await readByKey<Row>(reads, ACCESS_TOKEN, hashes);
    return found.map(([row]) => row);
  });
  return async (token) => {
    // The checksum rejects typos and guesses without a query.
    const row = isToken(ACCESS_TOKEN_PREFIX, token) ? await rowOf(sha256(token)) : undefined;
    return row && isValid(row, clock()) ? toValidToken(row, effectivePermissions) : undefined;
  };
}

function isValid(row: Row, now: number): boolean {
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
  const [authorizationId, active, accepted] = row.slice(14) as [string | null, Flag | null, Flag | null];
  if (expiresAt <= now) return false;
  // From client credentials: valid while the app has that grant type.
  if (grantId === null && !grantTypes.includes('"client_credentials"')) return false;
  // The app acts as itself.
  if (userId === null) return true;
  // A token must not act as a user who has not accepted the invitation to the tenant.
  if (!active || !accepted) return false;
  // The app acts as a user: valid while the app has impersonation.
  if (grantId === null) return Boolean(impersonation) && tenantId === appTenantId;
  const app = { tenantId: appTenantId, audience, createdBy };
  return authorizationId !== null && isForTenant(app, tenantId) && isForUser(app, userId);
}

function toValidToken(row: Row, effectivePermissions: EffectivePermissions): ValidToken {
  const [tenantId, userId, , granted, createdAt, expiresAt, appTenantId, appId, appName, ofApp] = row;
  const [email, role, builtIn, permissions] = row.slice(17) as [string, string, Flag, string];
  const scopes = stillGranted(splitWords(granted), JSON.parse(ofApp) as string[]);
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
      permissions: effectivePermissions(stored, scopes),
      apiKeyId: null,
      appId,
      inPerson: false,
    },
  };
}
