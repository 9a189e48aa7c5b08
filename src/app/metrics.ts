import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/index.ts';
import type { Counts } from '../statistics/index.ts';
import type { WebhookMetrics } from '../webhooks/index.ts';

export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  handOuts: Counter<'action'>;
  tokenAge: Histogram;
  /** How a refresh ended, and how many milliseconds after it became due. */
  refreshed(tenantId: string, outcome: string, lag: number | null): void;
  webhooks: WebhookMetrics;
}

/** One registry per app, so that two apps in one process (tests) do not share counts. */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'valetkey_' });
  const pool = () =>
    (database.knex.client as { pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number } })
      .pool;
  new Gauge({
    name: 'valetkey_database_connections',
    help: 'Connections of the database pool by state, and callers waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'used' }, pool().numUsed());
      this.set({ state: 'free' }, pool().numFree());
      this.set({ state: 'waiting' }, pool().numPendingAcquires());
    },
  });
  const refreshes = new Counter({
    name: 'valetkey_token_refreshes_total',
    help: 'Token refreshes at third parties, by outcome: refreshed, fresh, unavailable, refused',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const refreshLag = new Histogram({
    name: 'valetkey_token_refresh_lag_seconds',
    help: 'From the moment a token was due to its refresh to the end of that refresh',
    buckets: [1, 5, 15, 60, 300, 900, 3600],
    registers: [registry],
  });
  return {
    registry,
    webhooks: webhookMetrics(registry),
    refreshed(_tenantId, outcome, lag) {
      refreshes.inc({ outcome });
      if (lag !== null) refreshLag.observe(lag / 1000);
    },
    tokenAge: new Histogram({
      name: 'valetkey_token_age_seconds',
      help: 'How long ago tokens were got when they were handed out',
      buckets: [1, 60, 300, 900, 1800, 3600, 14_400, 86_400],
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'valetkey_http_request_duration_seconds',
      help: 'Requests by method, route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers: [registry],
    }),
    handOuts: new Counter({
      name: 'valetkey_secret_hand_outs_total',
      help: 'Secrets handed out, by action',
      labelNames: ['action'],
      registers: [registry],
    }),
  };
}

/** What webhooks tell, for the metrics of this process and for the statistics of the tenant. */
export function countedByTheHour(metrics: WebhookMetrics, counts: Counts): WebhookMetrics {
  return {
    arrived(tenantId, outcome) {
      metrics.arrived(tenantId, outcome);
      if (outcome === 'accepted') counts.note(tenantId, 'events');
    },
    attempted(tenantId, state, delay) {
      metrics.attempted(tenantId, state, delay);
      counts.note(tenantId, `deliveries_${state}`);
    },
  };
}

function webhookMetrics(registry: Registry): WebhookMetrics {
  const events = new Counter({
    name: 'valetkey_webhook_events_total',
    help: 'Events that webhooks took, by outcome: accepted, repeated, refused',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'valetkey_webhook_deliveries_total',
    help: 'Attempts to hand events on, by state: succeeded, failed',
    labelNames: ['state'],
    registers: [registry],
  });
  const delay = new Histogram({
    name: 'valetkey_webhook_first_attempt_delay_seconds',
    help: 'From the arrival of an event to the beginning of the first attempt to hand it on',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60],
    registers: [registry],
  });
  return {
    arrived: (_tenantId, outcome) => events.inc({ outcome }),
    attempted(_tenantId, state, milliseconds) {
      deliveries.inc({ state });
      if (milliseconds !== null) delay.observe(milliseconds / 1000);
    },
  };
}

export function metricsEndpoint({ registry }: Metrics): RequestHandler {
  return async (_request, response) => {
    response.setHeader('Content-Type', registry.contentType);
    response.end(await registry.metrics());
  };
}
