import type { Query } from '../../db/index.ts';
import type { Condition } from './connection.ts';

/**
 * The first of these that applies to a connected credential is its condition: no_working_token, ends_soon,
 * refresh_failed, connected. It has a reason only if its last refresh failed, which is harmless until its token expires.
 */
export function whereCondition(query: Query, condition: Condition, now: number): void {
  const [reason, expiresAt, soonFrom] = ['state_reason', 'expires_at', 'ends_soon_from'].map(
    (column) => `connections.${column}`,
  ) as [string, string, string];
  const isValid = (valid: Query) => void valid.whereNull(expiresAt).orWhere(expiresAt, '>', now);
  const lasts = (later: Query) => void later.whereNull(soonFrom).orWhere(soonFrom, '>', now);
  const connected = () => query.where('connections.state', 'connected');
  switch (condition) {
    case 'connected':
      return void connected().whereNull(reason).where(lasts);
    case 'refresh_failed':
      return void connected().whereNotNull(reason).where(isValid).where(lasts);
    case 'no_working_token':
      return void connected().whereNotNull(reason).where(expiresAt, '<=', now);
    case 'ends_soon':
      return void connected()
        .where(soonFrom, '<=', now)
        .where((working: Query) => void working.whereNull(reason).orWhere(isValid));
    default:
      query.where('connections.state', condition);
  }
}
