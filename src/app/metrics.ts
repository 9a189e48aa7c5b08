import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ConnectionEnds } from '../credentials/index.ts';
import type { Database } from '../db/index.ts';
import type { Counts } from '../statistics/index.ts';
import type { WebhookMetrics } from '../webhooks/index.ts';

export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  secretReads: Counter<'action'>;
  tokenAge: Histogram;
  /** Records the outcome of a refresh and its delay after it became due, in milliseconds. */
  refreshed(tenantId: string, outcome: string, lag: number | null): void;
  webhooks: WebhookMetrics;
  /** The latest counts of connections that end soon or have ended. */
  ends(counts: ConnectionEnds): void;
}

/** One registry per app, so that two apps in one process (as in tests) do not share counts. */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'valetkey_' });
  new Gauge({
    name: 'valetkey_database_connections',
    help: 'Database connections in the pool by state, and callers waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { used, free, waiting } = database.connections();
      this.set({ state: 'used' }, used);
      this.set({ state: 'free' }, free);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  const refreshes = new Counter({
    name: 'valetkey_token_refreshes_total',
    help: 'Token refreshes by outcome: refreshed, fresh, unavailable, refused, error',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const refreshLag = new Histogram({
    name: 'valetkey_token_refresh_lag_seconds',
    help: 'Time from when a token refresh became due to its end',
    buckets: [1, 5, 15, 60, 300, 900, 3600],
    registers: [registry],
  });
  return {
    registry,
    webhooks: webhookMetrics(registry),
    ends: endMetrics(registry),
    refreshed(_tenantId, outcome, lag) {
      refreshes.inc({ outcome });
      if (lag !== null) refreshLag.observe(lag / 1000);
    },
    tokenAge: new Histogram({
      name: 'valetkey_token_age_seconds',
      help: 'Age of access tokens when they are returned to callers',
      buckets: [1, 60, 300, 900, 1800, 3600, 14_400, 86_400],
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'valetkey_http_request_duration_seconds',
      help: 'Request duration by method, route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers: [registry],
    }),
    secretReads: new Counter({
      name: 'valetkey_secret_hand_outs_total',
      help: 'Reads of secrets by action',
      labelNames: ['action'],
      registers: [registry],
    }),
  };
}

/** Records webhook activity in the metrics of this process and in the statistics of the tenant. */
export function withHourlyCounts(metrics: WebhookMetrics, counts: Counts): WebhookMetrics {
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

/** Gauges that a background job sets, so that reading the metrics does not wait for the database. */
function endMetrics(registry: Registry): Metrics['ends'] {
  const ending = new Gauge({
    name: 'valetkey_connections_ending',
    help: 'Connected accounts of all tenants that must be connected again within this time',
    labelNames: ['within'],
    registers: [registry],
  });
  const first = new Gauge({
    name: 'valetkey_connections_first_end_timestamp_seconds',
    help: 'Unix time when the first connection ends, among those that end soon; NaN if none does',
    registers: [registry],
  });
  const lost = new Gauge({
    name: 'valetkey_connections_lost',
    help: 'Accounts of all tenants that must be connected again',
    registers: [registry],
  });
  // Not 0 before the first count.
  first.set(NaN);
  lost.set(NaN);
  return (counts) => {
    for (const [days, count] of Object.entries(counts.ending)) ending.set({ within: `${days}d` }, count);
    first.set(counts.first === null ? NaN : counts.first / 1000);
    lost.set(counts.lost);
  };
}

function webhookMetrics(registry: Registry): WebhookMetrics {
  const events = new Counter({
    name: 'valetkey_webhook_events_total',
    help: 'Events received by webhooks, by outcome: accepted, repeated, refused',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'valetkey_webhook_deliveries_total',
    help: 'Delivery attempts by state: succeeded, failed',
    labelNames: ['state'],
    registers: [registry],
  });
  const delay = new Histogram({
    name: 'valetkey_webhook_first_attempt_delay_seconds',
    help: 'Time from receiving an event to the start of its first delivery attempt',
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
