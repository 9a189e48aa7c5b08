import type { Delivery } from './delivery/delivery-store.ts';

export interface WebhookMetrics {
  arrived(tenantId: string, outcome: 'accepted' | 'repeated' | 'refused'): void;
  /** @param delay milliseconds from arrival to the first attempt; null for later attempts */
  attempted(tenantId: string, state: Delivery['state'], delay: number | null): void;
}
