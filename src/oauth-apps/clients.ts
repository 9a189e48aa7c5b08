import type { AppAudience } from '../access/index.ts';
import { createBatcher, type Reads } from '../db/index.ts';
import { readByKey, type KeyLookup } from '../db/before-tenant.ts';
import { isId } from '../system/ids.ts';
import type { AppKind, GrantType } from './store.ts';

/** An app as a client of the authorization server (RFC 6749, 2). */
export interface Client {
  tenantId: string;
  /** The client_id. */
  id: string;
  name: string;
  description: string | null;
  websiteUrl: string | null;
  logoUrl: string | null;
  redirectUris: string[];
  scopes: string[];
  grantTypes: GrantType[];
  automaticConsent: boolean;
  impersonation: boolean;
  public: boolean;
  kind: AppKind;
  audience: AppAudience;
  /** Seconds, all three. */
  codeLifetime: number;
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  createdBy: string | null;
  /** `hash` is SHA-256; `expiresAt` is in milliseconds since the epoch. */
  secrets: { id: string; hash: string; expiresAt: number | null }[];
}

/** @returns the app with this client_id, in any tenant */
export type FindClient = (clientId: string) => Promise<Client | undefined>;

/** One joined query, because every request to the token endpoint starts with it. One row per secret. */
const CLIENT: KeyLookup = {
  name: 'oauth_apps_client',
  key: { client_id: 'uuid' },
  columns: [
    'a.tenant_id',
    'a.id',
    'a.name',
    'a.description',
    'a.website_url',
    'a.logo_url',
    'a.redirect_uris',
    'a.scopes',
    'a.grant_types',
    'a.automatic_consent',
    'a.impersonation',
    'a.public',
    'a.kind',
    'a.audience',
    'a.code_lifetime',
    'a.access_token_lifetime',
    'a.refresh_token_lifetime',
    'a.created_by',
    's.id',
    's.secret_hash',
    's.expires_at',
  ],
  from: `
    JOIN oauth_apps AS a ON a.id = wanted.client_id
    LEFT JOIN oauth_app_secrets AS s ON s.tenant_id = a.tenant_id AND s.app_id = a.id`,
};

type Flag = boolean | number;
type Row = [
  ...texts: [
    tenantId: string,
    id: string,
    name: string,
    description: string | null,
    websiteUrl: string | null,
    logoUrl: string | null,
  ],
  ...lists: [redirectUris: string, scopes: string, grantTypes: string],
  ...flags: [automaticConsent: Flag, impersonation: Flag, isPublic: Flag],
  ...choices: [kind: AppKind, audience: AppAudience],
  ...lifetimes: [code: number, accessToken: number, refreshToken: number],
  createdBy: string | null,
  ...secret: [id: string | null, hash: string, expiresAt: number | null],
];

export function createClientFinder(reads: Reads): FindClient {
  const rowsOf = createBatcher<string, Row[]>((ids) => readByKey<Row>(reads, CLIENT, ids));
  return async (clientId) => {
    // Skips the query for malformed IDs.
    const rows = isId(clientId) ? await rowsOf(clientId) : undefined;
    return rows === undefined || rows.length === 0 ? undefined : clientOf(rows);
  };
}

function clientOf(rows: Row[]): Client {
  const [
    tenantId,
    id,
    name,
    description,
    websiteUrl,
    logoUrl,
    uris,
    scopes,
    grants,
    consent,
    impersonation,
    ...rest
  ] = rows[0]!;
  const [isPublic, kind, audience, codeLifetime, accessTokenLifetime, refreshTokenLifetime, createdBy] = rest;
  return {
    tenantId,
    id,
    name,
    description,
    websiteUrl,
    logoUrl,
    redirectUris: JSON.parse(uris) as string[],
    scopes: JSON.parse(scopes) as string[],
    grantTypes: JSON.parse(grants) as GrantType[],
    automaticConsent: Boolean(consent),
    impersonation: Boolean(impersonation),
    public: Boolean(isPublic),
    kind,
    audience,
    codeLifetime,
    accessTokenLifetime,
    refreshTokenLifetime,
    createdBy,
    secrets: rows.flatMap((row) => {
      const [secretId, hash, expiresAt] = row.slice(-3) as [string | null, string, number | null];
      return secretId === null ? [] : [{ id: secretId, hash, expiresAt }];
    }),
  };
}
