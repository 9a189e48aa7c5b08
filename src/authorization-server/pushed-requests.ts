import { newToken, sha256, isToken } from '../crypto/index.ts';
import { platformDb, tenantDb, type Database, type PlatformDb } from '../db/index.ts';
import type { Fields } from '../http/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import { isId } from '../system/ids.ts';

const PREFIX = 'vkpr_';
const URN = 'urn:ietf:params:oauth:request_uri:';

/** Seconds: as long as somebody takes to sign in. */
export const PUSHED_LIFETIME = 600;

/** Authorization requests that apps push before they send the browser (RFC 9126). */
export interface PushedRequests {
  /** @returns the request_uri */
  push(client: Client, fields: Fields): Promise<string>;
  find(requestUri: string, clientId: string): Promise<{ fields: Fields; pushedAt: number } | undefined>;
  /** It is good for one answer (RFC 9126, 4). @returns false when it has been answered already */
  forget(db: PlatformDb, requestUri: string): Promise<boolean>;
}

export function createPushedRequests({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): PushedRequests {
  const { sql } = platformDb(database);
  const hashOf = (requestUri: string): string | undefined => {
    const token = requestUri.startsWith(URN) ? requestUri.slice(URN.length) : '';
    return isToken(PREFIX, token) ? sha256(token) : undefined;
  };
  return {
    async push(client, fields) {
      const token = newToken(PREFIX);
      await tenantDb(platformDb(database), client.tenantId).insert('pushed_requests', {
        request_hash: sha256(token),
        app_id: client.id,
        parameters: JSON.stringify([...fields]),
        expires_at: clock() + PUSHED_LIFETIME * 1000,
      });
      return URN + token;
    },
    async find(requestUri, clientId) {
      const hash = hashOf(requestUri);
      // What is no id is no app's, and no question to ask the database.
      if (hash === undefined || !isId(clientId)) return undefined;
      const row = (await sql('pushed_requests')
        .where({ request_hash: hash, app_id: clientId })
        .where('expires_at', '>', clock())
        .first('parameters', 'expires_at')) as { parameters: string; expires_at: number } | undefined;
      if (row === undefined) return undefined;
      const fields = new Map(JSON.parse(row.parameters) as [string, string][]);
      return { fields, pushedAt: row.expires_at - PUSHED_LIFETIME * 1000 };
    },
    async forget(db, requestUri) {
      const hash = hashOf(requestUri) ?? '';
      return (await db.sql('pushed_requests').where({ request_hash: hash }).delete()) === 1;
    },
  };
}
