import { AppError } from '../../errors.ts';
import type { UseAllowance } from '../allowances.ts';
import type { WebhookKey } from '../delivery/target-read.ts';

/** Milliseconds over which a rate is counted. A burst may use all of it at once. */
const WINDOW = 10_000;

/** Events per second, on average over ten seconds. */
export interface RateLimits {
  webhook: number;
  tenant: number;
}

/**
 * Limits the events per webhook and per tenant, across all processes.
 * @throws AppError rate_limited with the seconds until the next window
 */
export type RateLimit = (webhook: WebhookKey) => Promise<void>;

export function createRateLimit(use: UseAllowance, limits: RateLimits): RateLimit {
  async function take(tenant_id: string, id: string, perSecond: number, who: string): Promise<void> {
    const limit = perSecond * (WINDOW / 1000);
    const wait = await use({ tenant_id, id, limit, window: WINDOW });
    if (wait > 0) throw tooMany(who, wait);
  }

  return async ({ tenant_id, webhook_id }) => {
    await take(tenant_id, webhook_id, limits.webhook, 'this webhook');
    await take(tenant_id, tenant_id, limits.tenant, 'the webhooks of this tenant');
  };
}

function tooMany(who: string, milliseconds: number): AppError {
  return new AppError(
    'rate_limited',
    `Too many events for ${who}. Try again after the time in the Retry-After header.`,
    {
      retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)),
    },
  );
}
