import type { ReadAction } from '../actions/index.ts';
import { credentialsNeedingAttention, type Attention } from '../credentials/index.ts';
import type { TenantDb } from '../db/index.ts';
import type { Input } from '../jsonapi/index.ts';
import { countOrphaned } from '../oauth-clients/index.ts';
import { hourOf } from './counts.ts';
import { COUNTED, countBy, countsSince, type CountName } from './store.ts';
import { whereFailing } from '../webhooks/index.ts';

const HOURS = 24;

/** Current totals of a tenant, and its activity in the last 24 hours. */
export interface Statistics {
  tenant_id: string;
  /** Number of credentials by connection state. */
  connections: Record<string, number>;
  /** The credentials that need attention; null if the caller may not view credentials. */
  attention: Attention[] | null;
  orphaned_oauth_clients: number;
  flows: Record<string, number>;
  webhooks: { on: number; off: number; failing: number };
  /** Oldest first; the last is the current hour. `hour` is in hours since the epoch. */
  hours: ({ hour: number } & Record<CountName, number>)[];
}

export interface StatisticsActions {
  get: ReadAction<Input, Statistics>;
}

export function createStatistics(): StatisticsActions {
  return {
    get: {
      name: 'statistics.get',
      permission: 'tenants.statistics.get',
      writes: false,
      async run({ db, now, actor }) {
        return {
          tenant_id: db.tenantId,
          connections: await countBy(db, 'connections', 'state'),
          attention: actor.permissions.has('tenants.credentials.get')
            ? await credentialsNeedingAttention(db, now)
            : null,
          orphaned_oauth_clients: await countOrphaned(db),
          flows: await countBy(db, 'flows', 'status'),
          webhooks: await webhooksOf(db),
          hours: await hoursOf(db, hourOf(now)),
        };
      },
    },
  };
}

async function hoursOf(db: TenantDb, last: number): Promise<Statistics['hours']> {
  const none = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<CountName, number>;
  const first = last - HOURS + 1;
  const hours = Array.from({ length: HOURS }, (_, index) => ({ hour: first + index, ...none }));
  for (const { hour, name, count } of await countsSince(db, first)) {
    // A process whose clock is ahead may have written a future hour; it shows up once that hour begins.
    const row = hours[hour - first];
    if (row !== undefined) row[name] = count;
  }
  return hours;
}

async function webhooksOf(db: TenantDb): Promise<Statistics['webhooks']> {
  const [row] = (await db.from('webhooks').count({ all: '*' })) as unknown as Record<
    string,
    number | string
  >[];
  const [failing] = (await whereFailing(db.from('webhooks'), db, true).count({ n: '*' })) as unknown as {
    n: number | string;
  }[];
  const on = await db.from('webhooks').where({ enabled: true }).count({ n: '*' });
  const enabled = Number((on as unknown as { n: number | string }[])[0]!.n);
  return { on: enabled, off: Number(row!['all']) - enabled, failing: Number(failing!.n) };
}
