import { createBatcher, NOW, type Reads } from '../../db/index.ts';
import { hotRead, type TenantLookup } from '../../db/hot-read.ts';
import { notFound } from '../../errors.ts';
import type { ConnectionReason } from '../../schema/index.ts';
import type { ConnectionState } from '../definition/index.ts';
import { isAlive } from './refresh-policy.ts';

/** The data for returning a token: the connection, parts of its credential, and the database's time. */
export interface TokenRow {
  tenant_id: string;
  credential_id: string;
  state: ConnectionState;
  generation: number;
  state_reason: string | null;
  state_reason_code: ConnectionReason | null;
  access: string | null;
  scopes: string | null;
  base_uri: string | null;
  /** JSON. */
  account: string;
  external_user_id: string | null;
  obtained_at: number | null;
  expires_at: number | null;
  refresh_at: number | null;
  retry_at: number | null;
  name: string;
  component_id: string | null;
  oauth_client_id: string | null;
  now: number;
}

const COLUMNS = {
  state: 'k.state',
  generation: 'k.generation',
  state_reason: 'k.state_reason',
  state_reason_code: 'k.state_reason_code',
  access: 'k.access',
  scopes: 'k.scopes',
  base_uri: 'k.base_uri',
  account: 'k.account',
  external_user_id: 'k.external_user_id',
  obtained_at: 'k.obtained_at',
  expires_at: 'k.expires_at',
  refresh_at: 'k.refresh_at',
  retry_at: 'k.retry_at',
  name: 'c.name',
  component_id: 'c.component_id',
  oauth_client_id: 'c.oauth_client_id',
  now: NOW,
};

const CURRENT_TOKEN: TenantLookup = {
  name: 'current_token',
  key: { tenant_id: 'uuid', credential_id: 'uuid' },
  columns: Object.values(COLUMNS),
  from: `
    JOIN connections AS k ON k.tenant_id = wanted.tenant_id AND k.credential_id = wanted.credential_id
    JOIN credentials AS c ON c.tenant_id = k.tenant_id AND c.id = k.credential_id`,
};

interface Key {
  tenantId: string;
  credentialId: string;
}

export type TokenReader = (key: Key) => Promise<TokenRow | undefined>;

/** Reads with one joined SELECT, shared by concurrent requests. Nothing is cached. */
export function createTokenReader(reads: Reads): TokenReader {
  const names = Object.keys(COLUMNS);
  return createBatcher<Key, TokenRow>(async (keys) => {
    const found = await hotRead<unknown[]>(
      reads,
      CURRENT_TOKEN,
      keys.map(({ tenantId, credentialId }) => [tenantId, credentialId]),
    );
    return found.map(([values], index) => {
      if (values === undefined) return undefined;
      const { tenantId, credentialId } = keys[index]!;
      const row: Record<string, unknown> = { tenant_id: tenantId, credential_id: credentialId };
      names.forEach((name, column) => (row[name] = values[column]));
      return row as unknown as TokenRow;
    });
  });
}

/** @throws AppError not_found */
export async function getRow(read: TokenReader, tenantId: string, credentialId: string): Promise<TokenRow> {
  const row = await read({ tenantId, credentialId });
  if (row === undefined) throw notFound('credential');
  return row;
}

/**
 * Whether a token can be returned: while it is valid, even after its grant is lost. If its expiration is unknown, only
 * while connected.
 */
export function isReturnable(row: TokenRow): boolean {
  if (row.state === 'connected') return isAlive(row, row.now);
  return row.state === 'needs_reauthorization' && row.expires_at !== null && isAlive(row, row.now);
}
