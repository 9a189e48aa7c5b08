import type { BearerRead } from '../authorization-server/index.ts';
import type { ReadClientSecret } from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { Database, TenantDb } from '../db/index.ts';
import type { Outbound } from '../http/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createAccept } from './receiving/accept.ts';
import { createAttempt } from './handing-on/attempt.ts';
import { createDeliverer } from './handing-on/deliverer.ts';
import { createEndpoint } from './receiving/endpoint.ts';
import { createEvents } from './events.ts';
import { createNoteHealth } from './handing-on/health.ts';
import { createHookRead } from './receiving/hook-read.ts';
import type { WebhookMetrics } from './metrics.ts';
import { createPrepare } from './handing-on/prepare.ts';
import { createRateLimit, type RateLimits } from './receiving/rate.ts';
import { createReplays } from './replays.ts';
import { forgetEvents } from './retention.ts';
import { webhookRoutes } from './routes.ts';
import { createWebhookSecrets } from './secrets.ts';
import { createWebhookView } from './serializer.ts';
import { createWebhooks } from './service.ts';
import { createRenewSigningSecret } from './signing-secrets.ts';
import { createTargetRead } from './handing-on/target-read.ts';
import { createTestWebhook } from './webhook-test.ts';

/** All there is to webhooks, wired: to be read from top to bottom. */
export function createInbox(parts: {
  database: Database;
  keyring: Keyring;
  outbound: Outbound;
  clock: Clock;
  log: Log;
  readBearer: BearerRead;
  readClientSecret: ReadClientSecret;
  /** Under which senders reach the endpoints. */
  publicUrl: string;
  /** Bytes. */
  bodyLimit: number;
  rates: RateLimits;
  metrics: WebhookMetrics;
  /** Milliseconds for which events are kept. */
  retention: number;
  /** Writes the audit row of a webhook that is switched off, in the same transaction. */
  switchedOff(db: TenantDb, webhookId: string): Promise<void>;
}) {
  const { database, keyring, clock, publicUrl } = parts;
  const secrets = createWebhookSecrets(keyring);
  const readHook = createHookRead(database.reads);
  const readTarget = createTargetRead(database.reads);
  const deliverer = createDeliverer({
    ...parts,
    readTarget,
    prepare: createPrepare({ ...parts, readTarget }),
    attempt: createAttempt({ ...parts, secrets }),
    noteHealth: createNoteHealth(parts),
  });
  return {
    deliverer,
    endpoint: createEndpoint({
      ...parts,
      secrets,
      readHook,
      accept: createAccept(database, deliverer, parts.metrics),
      limitRate: createRateLimit(database, parts.rates, clock),
    }),
    /** Deletes some of the events that have been kept long enough. @returns whether there may be more */
    forgetEvents: (limit: number) => forgetEvents(database, clock() - parts.retention, limit),
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
