import { newToken, sha256, isToken } from '../crypto/index.ts';
import { platformDb, tenantDb, type Database } from '../db/index.ts';
import type { Fields } from '../http/index.ts';
import type { Client } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';

const PREFIX = 'vkpr_';
const URN = 'urn:ietf:params:oauth:request_uri:';

/** Seconds: as long as somebody takes to sign in. */
export const PUSHED_LIFETIME = 600;

/** Authorization requests that apps push before they send the browser (RFC 9126). */
export interface PushedRequests {
  /** @returns the request_uri */
  push(client: Client, fields: Fields): Promise<string>;
  find(requestUri: string, clientId: string): Promise<Fields | undefined>;
  /** It is good for one answer (RFC 9126, 4). */
  forget(requestUri: string): Promise<void>;
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
      if (hash === undefined) return undefined;
      const row = (await sql('pushed_requests')
        .where({ request_hash: hash, app_id: clientId })
        .where('expires_at', '>', clock())
        .first('parameters')) as { parameters: string } | undefined;
      return row && new Map(JSON.parse(row.parameters) as [string, string][]);
    },
    async forget(requestUri) {
      await sql('pushed_requests')
        .where({ request_hash: hashOf(requestUri) ?? '' })
        .delete();
    },
  };
}
