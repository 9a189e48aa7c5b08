import type { Database } from '../../db/index.ts';
import { NOW_ONCE_SQL, rawDb } from '../../db/raw.ts';

/** Reads the connections of all tenants by when they end. */

const DAY = 86_400_000;

/** Connections that end soon and are not noted yet. */
export async function findEndingSoon(
  database: Database,
  limit: number,
): Promise<{ tenant_id: string; credential_id: string }[]> {
  const { sql, dialect } = rawDb(database);
  const now = sql.raw(NOW_ONCE_SQL[dialect]);
  return (await sql('connections')
    .where('state', 'connected')
    .where('ends_soon_from', '<=', now)
    .where('ends_at', '>', now)
    .whereNull('end_noted_at')
    .orderBy('ends_soon_from')
    .limit(limit)
    .select('tenant_id', 'credential_id')) as { tenant_id: string; credential_id: string }[];
}

export interface WithoutEnd {
  tenant_id: string;
  credential_id: string;
  generation: number;
  obtained_at: number | string;
  provider: string;
  provider_settings: string;
}

/** Connections at providers of the catalog whose refresh tokens have no known end. */
export async function findWithoutEnd(
  database: Database,
  providers: readonly string[],
  limit: number,
): Promise<WithoutEnd[]> {
  const { sql } = rawDb(database);
  return (await sql('connections as k')
    .join('credentials as c', (on) => {
      on.on('c.tenant_id', 'k.tenant_id').andOn('c.id', 'k.credential_id');
    })
    .leftJoin('providers as own', (on) => {
      on.on('own.tenant_id', 'c.tenant_id').andOn('own.id', 'c.provider');
    })
    .whereNull('own.id')
    .where('k.state', 'connected')
    .whereNotNull('k.refresh_token')
    .whereNull('k.refresh_expires_at')
    .whereNot('c.grant_type', 'client_credentials')
    .whereIn('c.provider', [...providers])
    .limit(limit)
    .select(
      ...['tenant_id', 'credential_id', 'generation', 'obtained_at'].map((column) => `k.${column}`),
      'c.provider',
      'c.provider_settings',
    )) as WithoutEnd[];
}

/** How many connections of all tenants end soon, or have ended. */
export interface ConnectionEnds {
  /** Connected accounts whose connection ends within this number of days, unless they are connected again. */
  ending: Record<1 | 3 | 7, number>;
  /** When the first of them ends, in milliseconds since the epoch; null if there is none. */
  first: number | null;
  /** Accounts that must be connected again. */
  lost: number;
}

export async function countConnectionEnds(database: Database): Promise<ConnectionEnds> {
  const { sql, dialect } = rawDb(database);
  const now = NOW_ONCE_SQL[dialect];
  const within = (days: number) =>
    sql.raw(`count(CASE WHEN ends_at <= ${now} + ${days * DAY} THEN 1 END) AS within_${days}`);
  const [soon] = (await sql('connections')
    .where('state', 'connected')
    .where('ends_soon_from', '<=', sql.raw(now))
    .min({ first: 'ends_at' })
    .count({ within_7: '*' })
    .select(within(1), within(3))) as Record<string, number | string | null>[];
  // A literal, because SQLite does not use a partial index for a bound value.
  const [lost] = (await sql('connections')
    .whereRaw(`state = 'needs_reauthorization'`)
    .count({ count: '*' })) as Record<string, number | string>[];
  const first = soon!['first'] ?? null;
  return {
    ending: { 1: Number(soon!['within_1']), 3: Number(soon!['within_3']), 7: Number(soon!['within_7']) },
    first: first === null ? null : Number(first),
    lost: Number(lost!['count']),
  };
}
