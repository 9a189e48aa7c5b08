import { inTransaction, platformDb, tenantDb, type Database } from '../db/index.ts';
import { createTenantSlots } from '../jobs/index.ts';
import { describeError, type Log } from '../system/log.ts';
import { resultWithin } from '../system/with-timeout.ts';
import { ALERT_TIMEOUT, type SendAlert } from './send.ts';
import { claimAlert, giveBack, storeResult, tenantsWithDue } from './store.ts';

/** An attempt that has not finished by then is assumed to have died with its process, and is repeated. */
const LEASE = 4 * ALERT_TIMEOUT;
/** Tenants whose alerts are sent at the same time. */
const MAX_CONCURRENT = 32;
/** Alerts of a tenant that are sent one after another before other tenants get their turn. */
const MAX_IN_A_ROW = 10;

export interface AlertSender {
  /** Starts sending the alerts that are due, without waiting for the responses. Any process can do this. */
  run(): Promise<void>;
  /** Starts nothing more, and waits for the alerts that are being sent, at most `milliseconds`. */
  stop(milliseconds: number): Promise<void>;
  /** Waits until alerts whose requests were aborted after `stop` have been given back. */
  settle(): Promise<void>;
}

export function createAlertSender(parts: {
  database: Database;
  send: SendAlert;
  clock: () => number;
  log: Log;
}): AlertSender {
  const { database, send, clock, log } = parts;
  // One alert of a tenant at a time, so that a URL that hangs delays only its own tenant.
  const slots = createTenantSlots({ total: MAX_CONCURRENT, perTenant: 1 });
  let stopping = false;

  async function sendDue(tenantId: string): Promise<void> {
    for (let sent = 0; sent < MAX_IN_A_ROW && !stopping; sent += 1) {
      const alert = await inTransaction(database, (platform) =>
        claimAlert(tenantDb(platform, tenantId), LEASE, clock()),
      );
      if (alert === undefined) return;
      const result = await send(alert);
      const db = tenantDb(platformDb(database), tenantId);
      // Without a response, it was probably our shutdown that ended the attempt.
      if (stopping && result.status_code === null) await giveBack(db, alert);
      else await storeResult(db, alert, result);
    }
  }

  return {
    async run() {
      const tenants = await tenantsWithDue(platformDb(database));
      // In random order, because there may be more tenants than slots, and each must get its turn.
      for (const tenantId of tenants.sort(() => Math.random() - 0.5)) {
        if (stopping || slots.isFull()) return;
        slots.start(tenantId, () =>
          sendDue(tenantId).catch((error: unknown) =>
            log.error({ tenant: tenantId, err: describeError(error) }, 'could not send alerts'),
          ),
        );
      }
    },
    async stop(milliseconds) {
      stopping = true;
      await resultWithin(slots.settle(), milliseconds);
    },
    settle: () => slots.settle(),
  };
}
