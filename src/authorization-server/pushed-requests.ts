import { newToken, sha256, isToken } from '../crypto/index.ts';
import { rowsByKey } from '../db/before-tenant.ts';
import { inTransaction, platformDb, tenantDb, type Database, type PlatformDb } from '../db/index.ts';
import type { Fields } from '../http/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import { isId } from '../system/ids.ts';
import { assertWithinLimits } from './pushed-limits.ts';

const PREFIX = 'vkpr_';
const URN = 'urn:ietf:params:oauth:request_uri:';

/** Seconds, enough for a user to sign in. */
export const PUSHED_LIFETIME = 600;

/** Stores authorization requests that apps push before they redirect the browser (RFC 9126). */
export interface PushedRequests {
  /**
   * @param source the source network of the request
   * @returns the request_uri
   * @throws TooManyPushedRequests
   */
  push(client: Client, fields: Fields, source: string): Promise<string>;
  find(requestUri: string, clientId: string): Promise<{ fields: Fields; pushedAt: number } | undefined>;
  /** Each request can be used once (RFC 9126, 4). @returns false if it was already used */
  consume(db: PlatformDb, requestUri: string): Promise<boolean>;
}

export function createPushedRequests({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): PushedRequests {
  const hashOf = (requestUri: string): string | undefined => {
    const token = requestUri.startsWith(URN) ? requestUri.slice(URN.length) : '';
    return isToken(PREFIX, token) ? sha256(token) : undefined;
  };
  return {
    async push(client, fields, from) {
      const token = newToken(PREFIX);
      const parameters = JSON.stringify([...fields]);
      const source = client.public ? from.slice(0, 64) : null;
      const kept = { app_id: client.id, parameters, bytes: Buffer.byteLength(parameters), source };
      await inTransaction(database, async (platform) => {
        const db = tenantDb(platform, client.tenantId);
        const now = clock();
        await assertWithinLimits(db, { appId: client.id, source, bytes: kept.bytes, now });
        const expires_at = now + PUSHED_LIFETIME * 1000;
        await db.insert('pushed_requests', { ...kept, request_hash: sha256(token), expires_at });
      });
      return URN + token;
    },
    async find(requestUri, clientId) {
      const hash = hashOf(requestUri);
      // Skips the query for malformed IDs.
      if (hash === undefined || !isId(clientId)) return undefined;
      const row = (await rowsByKey(platformDb(database), 'pushed_requests', { request_hash: hash })
        .where({ app_id: clientId })
        .where('expires_at', '>', clock())
        .first('parameters', 'expires_at')) as { parameters: string; expires_at: number } | undefined;
      if (row === undefined) return undefined;
      const fields = new Map(JSON.parse(row.parameters) as [string, string][]);
      return { fields, pushedAt: row.expires_at - PUSHED_LIFETIME * 1000 };
    },
    async consume(db, requestUri) {
      const hash = hashOf(requestUri) ?? '';
      return (await rowsByKey(db, 'pushed_requests', { request_hash: hash }).delete()) === 1;
    },
  };
}
