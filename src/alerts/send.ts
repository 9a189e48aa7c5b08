import { OutboundError, type Outbound } from '../http/index.ts';
import { signedHeaders } from '../signatures/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { FindAlertTarget } from '../tenants/index.ts';
import type { Alert, Result } from './store.ts';

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Milliseconds to wait after each attempt. An alert that could not be sent for a day is of no more use. */
const WAITS = [5 * SECOND, MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR];

/** Time in which the receiver must respond. */
export const ALERT_TIMEOUT = 15 * SECOND;

/** Bytes of the response body that are read. Nothing in it matters. */
const MAX_RESPONSE_BYTES = 65_536;

/** Tries to send an alert once. Writes nothing. */
export type SendAlert = (alert: Alert) => Promise<Result>;

export function createSendAlert(parts: {
  outbound: Outbound;
  findTarget: FindAlertTarget;
  clock: () => number;
}): SendAlert {
  const { outbound, findTarget, clock } = parts;

  /** @returns the status of the response, or why there was none */
  async function request(alert: Alert): Promise<{ status: number | null; error: string | null }> {
    const target = await findTarget(alert.tenant_id, clock());
    if (target === undefined) return { status: null, error: NO_URL };
    const { event, created_at, details } = alert;
    const message = { type: event, timestamp: toRfc3339(Number(created_at)), data: details };
    const body = Buffer.from(JSON.stringify(message));
    try {
      const { status } = await outbound.send({
        url: target.url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...signedHeaders(alert.id, body, target.secrets, clock()),
        },
        body,
        timeout: ALERT_TIMEOUT,
        maxBytes: MAX_RESPONSE_BYTES,
        bestEffortBody: true,
      });
      const succeeded = status >= 200 && status < 300;
      return { status, error: succeeded ? null : `alert_url responded with status ${status}.` };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return { status: null, error: error.message };
    }
  }

  return async (alert) => {
    const { status: status_code, error } = await request(alert);
    const isFinal = error === null || error === NO_URL || status_code === 410;
    const wait = isFinal ? null : (WAITS[alert.attempts - 1] ?? null);
    const failed = wait === null ? 'failed' : 'pending';
    return { state: error === null ? 'delivered' : failed, status_code, error, wait, updated_at: clock() };
  };
}

const NO_URL = 'The tenant has no alert_url.';
