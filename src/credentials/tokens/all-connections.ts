import type { Database, Query } from '../../db/index.ts';
import { NOW_ONCE_SQL, rawDb, type RawDb } from '../../db/raw.ts';

/** Reads the connections of all tenants: those to refresh, and those that end. */

/** Refreshes that one run starts, at most: for all, for one provider, and for one tenant, so that none holds up others. */
export const MAX_PER_RUN = 30;
const MAX_PER_PROVIDER = 10;
const MAX_PER_TENANT = 10;
/** Milliseconds after which one that failed is tried again. */
const PAUSE = 3_600_000;
/**
 * How often one is tried again soon if its outcome is unknown: the provider may have replaced the refresh token, and many
 * accept the old one only for a short time after that (RFC 9700, 4.14.2).
 */
const MAX_SOON = 3;

const DAY = 86_400_000;

/** Selects the connections to refresh. */
export interface DueRefreshes {
  /** The column of `connections` with the time at which the refresh is due. */
  column: 'keep_alive_at' | 'ends_at';
  /**
   * Narrows the query down. The connection is `k`, its credential `c`.
   * @param at the database's time, plus an offset in milliseconds
   */
  where(query: Query, at: (offset: number) => ReturnType<RawDb['sql']['raw']>): void;
}

interface Due {
  tenant_id: string;
  credential_id: string;
  generation: number;
}

/** The connections to refresh now, those that are due first. */
export async function findDue(database: Database, { column, where }: DueRefreshes): Promise<Due[]> {
  const { dialect, sql } = rawDb(database);
  const at = (offset: number) => sql.raw(`${NOW_ONCE_SQL[dialect]} + (${offset})`);
  const now = at(0);
  const rank = (per: string) =>
    sql.raw(`row_number() OVER (PARTITION BY ${per} ORDER BY k.${column}, k.credential_id) AS place`);
  const ranked = sql('connections as k')
    .join('credentials as c', (on) => {
      on.on('c.tenant_id', 'k.tenant_id').andOn('c.id', 'k.credential_id');
    })
    .where('k.state', 'connected')
    .where(
      (paused) =>
        void paused
          .whereNull('k.retry_at')
          .orWhere('k.retry_at', '<=', at(-PAUSE))
          .orWhere(
            (lost) =>
              void lost
                .where({ 'k.interrupted': true })
                .where('k.failures', '<=', MAX_SOON)
                .where('k.retry_at', '<=', now),
          ),
    )
    .where((leased) => void leased.whereNull('k.lease_until').orWhere('k.lease_until', '<=', now))
    .select('k.tenant_id', 'k.credential_id', 'k.generation', `k.${column}`)
    .select(rank('k.token_url'));
  where(ranked, at);
  const ofProviders = sql
    .from(ranked.as('k'))
    .where('place', '<=', MAX_PER_PROVIDER)
    .select('tenant_id', 'credential_id', 'generation', column)
    .select(rank('k.tenant_id'));
  return (await sql
    .from(ofProviders.as('due'))
    .where('place', '<=', MAX_PER_TENANT)
    .orderBy(column)
    .limit(MAX_PER_RUN)
    .select('tenant_id', 'credential_id', 'generation')) as Due[];
}

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
  /** When the first of them ends, in milliseconds since the epoch; null if no connection ends soon. */
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
