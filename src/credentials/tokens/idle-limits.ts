import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { Provider } from '../../providers/index.ts';
import type { ProviderSettings } from '../../schema/index.ts';
import { findWithoutEnd, type WithoutEnd } from './all-connections.ts';
import { endOf, refreshTimesOf } from './connection-end.ts';

/** Connections looked at in one run. */
const BATCH_SIZE = 200;

/**
 * Sets the end of connections whose tokens were stored before it was known that their provider limits how long a refresh
 * token may stay unused, so that they are kept alive although nobody uses them. The catalog only changes with the
 * program, so each process does this once.
 * @param catalog does not apply to the providers that a tenant defines under the same IDs
 * @returns a function that does some, and returns `more` if there may be others
 */
export function createIdleLimits(database: Database, catalog: readonly Provider[]) {
  const limits = new Map(
    catalog.flatMap(({ id, refresh_token_idle_lifetime: idle }) =>
      idle === undefined ? [] : [[id, idle] as const],
    ),
  );
  let isDone = limits.size === 0;

  return async () => {
    if (isDone) return false;
    const found = await findWithoutEnd(database, [...limits.keys()], BATCH_SIZE);
    for (const { tenant_id, credential_id, generation, ...row } of found)
      await tenantDb(platformDb(database), tenant_id)
        .from('connections')
        .where({ credential_id, generation })
        .whereNull('refresh_expires_at')
        .update(timesOf(row, limits.get(row.provider)!));
    isDone = found.length < BATCH_SIZE;
    return !isDone && 'more';
  };
}

/** As if the last refresh had known the limit. A setting of the credential overrules its provider's. */
function timesOf(
  { obtained_at, provider_settings }: Pick<WithoutEnd, 'obtained_at' | 'provider_settings'>,
  limit: number,
) {
  const { refresh_token_idle_lifetime: own } = JSON.parse(provider_settings) as ProviderSettings;
  const now = Number(obtained_at);
  const grantType = 'authorization_code';
  const times = refreshTimesOf({
    // Its value makes no difference.
    tokens: { refresh_token: '', refreshLifetime: null },
    settings: { refresh_token_idle_lifetime: own ?? limit },
    lifetime: null,
    previous: null,
    now,
    grantType,
  });
  const end = {
    times: { expires_at: null, ...times },
    isRenewable: true,
    grantType,
    isFirst: false,
    now,
  };
  return { ...times, ...endOf(end) };
}
