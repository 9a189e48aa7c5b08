import type { Delivery } from './handing-on/delivery-store.ts';

/** What is counted. */
export interface WebhookMetrics {
  arrived(tenantId: string, outcome: 'accepted' | 'repeated' | 'refused'): void;
  /** @param delay from the arrival to the first attempt, in milliseconds; null of later attempts */
  attempted(tenantId: string, state: Delivery['state'], delay: number | null): void;
}
