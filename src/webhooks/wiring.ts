import type { FindAccessToken } from '../authorization-server/index.ts';
import type { ReadClientSecret } from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { Database, TenantDb } from '../db/index.ts';
import type { Outbound } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createAccept } from './receiving/accept.ts';
import { createAttempt } from './delivery/attempt.ts';
import { createDeliverer } from './delivery/deliverer.ts';
import { createEndpoint } from './receiving/endpoint.ts';
import { createEvents } from './events.ts';
import { createRecordHealth } from './delivery/health.ts';
import { createHookRead } from './receiving/hook-read.ts';
import type { WebhookMetrics } from './metrics.ts';
import { createPrepare } from './delivery/prepare.ts';
import { createRateLimit, type RateLimits } from './receiving/rate.ts';
import { createReplays } from './replays.ts';
import { deleteOldEvents } from './retention.ts';
import { webhookRoutes } from './routes.ts';
import { createWebhookSecrets } from './secrets.ts';
import { createWebhookView } from './serializer.ts';
import { createWebhooks } from './service.ts';
import { createRenewSigningSecret } from './signing-secrets.ts';
import { createWorker } from './delivery/workers.ts';
import { createTargetRead } from './delivery/target-read.ts';
import { createTestWebhook } from './webhook-test.ts';

/** Creates all parts of webhooks and wires them together. */
export function wireWebhooks(parts: {
  database: Database;
  keyring: Keyring;
  outbound: Outbound;
  clock: Clock;
  log: Log;
  findAccessToken: FindAccessToken;
  readClientSecret: ReadClientSecret;
  /** The base URL under which senders reach the endpoints. */
  publicUrl: string;
  /** Bytes. */
  bodyLimit: number;
  rates: RateLimits;
  metrics: WebhookMetrics;
  /** How long events are kept, in milliseconds. */
  retention: number;
  /** Writes the audit entry for a webhook that was disabled automatically, in the same transaction. */
  auditDisabled(db: TenantDb, webhookId: string): Promise<void>;
  /** Writes the audit entry for a flow whose target responded with 410, in the same transaction. */
  auditTargetGone(db: TenantDb, target: { id: string; url: string }): Promise<void>;
}) {
  const { database, keyring, clock, publicUrl } = parts;
  const secrets = createWebhookSecrets(keyring);
  const readHook = createHookRead(database.reads);
  const readTarget = createTargetRead(database.reads);
  const worker = createWorker(database);
  const deliverer = createDeliverer({
    ...parts,
    worker,
    readTarget,
    prepare: createPrepare({ ...parts, readTarget }),
    attempt: createAttempt({ ...parts, secrets }),
    recordHealth: createRecordHealth(parts),
  });
  return {
    deliverer,
    worker,
    endpoint: createEndpoint({
      ...parts,
      secrets,
      readHook,
      accept: createAccept(database, deliverer, parts.metrics, worker),
      limitRate: createRateLimit(database, parts.rates, clock),
    }),
    /** Deletes up to `limit` events that are older than the retention. @returns whether there may be more */
    deleteOldEvents: (limit: number) => deleteOldEvents(database, clock() - parts.retention, limit),
    table: webhookRoutes({
      webhooks: createWebhooks({ secrets }),
      renewSigningSecret: createRenewSigningSecret(secrets),
      events: createEvents(),
      replays: createReplays(),
      test: createTestWebhook({ ...parts, secrets, readHook, readTarget }),
      view: createWebhookView(publicUrl),
    }),
  };
}
