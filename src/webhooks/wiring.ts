import type { FindAccessToken } from '../authorization-server/index.ts';
import type { ReadClientSecrets } from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { platformDb, type Database, type TenantDb } from '../db/index.ts';
import { createTargetSecrets } from '../flows/index.ts';
import type { ForwardedCertificate, Outbound } from '../http/index.ts';
import type { Schemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createAllowances } from './allowances.ts';
import { createAccept } from './receiving/accept.ts';
import { createDeliverer } from './delivery/deliverer.ts';
import { createEndpointHandler } from './receiving/endpoint.ts';
import { createEvents } from './events.ts';
import { createTrackFailures } from './delivery/failure-tracking.ts';
import { createEndpointRead } from './receiving/endpoint-read.ts';
import { createKeySource } from './receiving/key-source.ts';
import type { WebhookMetrics } from './metrics.ts';
import { createReleaseHeld } from './delivery/held-events.ts';
import { releaseFormerOrders } from './delivery/order/release.ts';
import { createPrepare } from './delivery/prepare.ts';
import { createStoreFirstSecret } from './receiving/first-secret-store.ts';
import { createRateLimit, type RateLimits } from './receiving/rate.ts';
import { createRegistration } from './receiving/registration.ts';
import { createRejections } from './rejections/rejections.ts';
import { deleteOldRejected } from './rejections/rejection-store.ts';
import { createHealthNotes, type OnFailing, type OnNote } from './health-notes.ts';
import { createReplayJob } from './replay-job.ts';
import { createReplays } from './replays.ts';
import { deleteOldReplays } from './replay-store.ts';
import { deleteOldEvents } from './retention.ts';
import { webhookRoutes } from './routes.ts';
import { createWebhookSecrets } from './secrets.ts';
import { createOwnSenders, loadSenders, senderRoutes } from './senders/index.ts';
import { createWebhookView } from './serializer.ts';
import { createWebhooks } from './service.ts';
import { createRotateSigningSecret } from './signing-secrets.ts';
import { createWorker } from './delivery/workers.ts';
import { createBodyOf } from './delivery/request-body.ts';
import { createTargetLimits } from './delivery/target-limits.ts';
import { createTargetRead } from './delivery/target-read.ts';
import { createTryDelivery } from './delivery/try-delivery.ts';
import { createStopEvent } from './stop-event.ts';
import { createTryWebhook } from './try-webhook.ts';
import { createGetVerificationToken } from './verification-token.ts';

/** Creates all parts of webhooks and wires them together. */
export function wireWebhooks(parts: {
  database: Database;
  keyring: Keyring;
  outbound: Outbound;
  clock: Clock;
  log: Log;
  schemas: Schemas;
  /** The operator's folder of sender presets. */
  sendersDir: string | undefined;
  findAccessToken: FindAccessToken;
  readClientSecrets: ReadClientSecrets;
  /** The base URL under which senders reach the endpoints. */
  publicUrl: string;
  /** The header in which trusted proxies pass client certificates on. */
  certificateHeader: string | undefined;
  certificateOf: ForwardedCertificate;
  /** Bytes. */
  bodyLimit: number;
  rates: RateLimits;
  metrics: WebhookMetrics;
  /** How long events are kept, in milliseconds. */
  retention: number;
  /** Writes the audit entry for a webhook that was disabled automatically, in the same transaction. */
  auditDisabled(db: TenantDb, webhookId: string): Promise<void>;
  /** Writes the audit entry for a webhook whose secret a handshake set, in the same transaction. */
  auditSecretSet(db: TenantDb, webhookId: string): Promise<void>;
  /** Writes the audit entry for a flow whose target responded with 410, in the same transaction. */
  auditTargetGone(db: TenantDb, target: { id: string; url: string }): Promise<void>;
  /** Called in the transaction that notes that all deliveries of a webhook fail. */
  onFailing: OnFailing;
  /** Called in the transaction that notes that a webhook rejects all senders. */
  onRejecting: OnNote;
}) {
  const { database, keyring, clock, publicUrl } = parts;
  const senders = loadSenders(parts.schemas, parts.sendersDir);
  const secrets = createWebhookSecrets(keyring);
  const keysFor = createKeySource(parts);
  const readEndpoint = createEndpointRead(database.reads);
  const readTarget = createTargetRead(database.reads);
  const worker = createWorker(database);
  const useAllowance = createAllowances(database, clock);
  const deliverer = createDeliverer({
    ...parts,
    worker,
    readTarget,
    targetLimits: createTargetLimits(useAllowance, clock),
    prepare: createPrepare({ ...parts, readTarget }),
    tryDelivery: createTryDelivery({
      ...parts,
      secrets,
      targetSecrets: createTargetSecrets(keyring),
      bodyOf: createBodyOf(),
    }),
    trackFailures: createTrackFailures(parts),
  });
  const limitRate = createRateLimit(useAllowance, parts.rates);
  const health = createHealthNotes(parts);
  const rejections = createRejections(database, clock, health.noteRejecting);
  const storeFirstSecret = createStoreFirstSecret({ ...parts, secrets });
  return {
    deliverer,
    worker,
    rejections,
    health,
    endpoint: createEndpointHandler({
      ...parts,
      secrets,
      keysFor,
      readEndpoint,
      accept: createAccept(database, deliverer, parts.metrics, worker),
      limitRate,
      rejections,
      registration: createRegistration({ ...parts, secrets, storeFirstSecret, limitRate }),
    }),
    continueReplays: createReplayJob(parts),
    /** Releases events that wait in an order which was changed. @returns whether there may be more */
    releaseFormerOrders: () => releaseFormerOrders(database),
    releaseHeld: createReleaseHeld({ database, readTarget, clock }),
    /** Deletes up to `limit` finished replays that are older than the retention. */
    deleteOldReplays: (limit: number) =>
      deleteOldReplays(platformDb(database), clock() - parts.retention, limit),
    /** Deletes up to `limit` events that are older than the retention. @returns whether there may be more */
    deleteOldEvents: (limit: number) => deleteOldEvents(database, clock() - parts.retention, limit),
    deleteOldRejected: (limit: number) => deleteOldRejected(platformDb(database), clock(), limit),
    table: [
      ...webhookRoutes({
        webhooks: createWebhooks({
          secrets,
          outbound: parts.outbound,
          readsCertificates: parts.certificateHeader !== undefined,
        }),
        rotateSigningSecret: createRotateSigningSecret(secrets),
        getVerificationToken: createGetVerificationToken(secrets),
        events: createEvents({ readTarget, clock }),
        replays: createReplays(),
        stopEvent: createStopEvent(),
        test: createTryWebhook({ ...parts, secrets, keysFor, readEndpoint, readTarget }),
        view: createWebhookView(publicUrl),
      }),
      ...senderRoutes(senders, createOwnSenders({ ...parts, catalog: senders })),
    ],
  };
}
