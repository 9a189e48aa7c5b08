import type { ReadAction, WriteAction } from '../actions/index.ts';
import { violatesUnique, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import type { ReplayCreate, ReplayUpdate } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import { withBlocker, type Shown } from './blocked-events.ts';
import { findEvent, type WebhookEvent } from './event-store.ts';
import { beginReplay } from './replay-job.ts';
import { eventById, firstIdOf, makeDue } from './replayed-events.ts';
import {
  findReplay,
  insertReplay,
  listReplays,
  lockReplay,
  updateProgress,
  type Replay,
} from './replay-store.ts';
import { findWebhook } from './store.ts';

const AT = '/data/attributes';

export interface Replays {
  /** One event in any state; if it is waiting for a retry, it is retried now. */
  one: WriteAction<Input, Shown<WebhookEvent>>;
  /** The events that a webhook received in a period. */
  start: WriteAction<Input<ReplayCreate>, Replay>;
  list: ReadAction<Input, Collection<Replay>>;
  get: ReadAction<Input, Replay>;
  stop: WriteAction<Input<ReplayUpdate>, Replay>;
}

export function createReplays(): Replays {
  return {
    one: {
      name: 'webhook-events.replay',
      permission: 'tenants.webhook_events.edit',
      writes: true,
      async run({ db, now }, { params }) {
        const id = params['id']!;
        const before = await findEvent(db, id);
        if (before === undefined) throw notFound('webhook event');
        await makeDue(db, before.webhook_id, eventById(db, id), now);
        const event = await findEvent(db, id);
        if (event === undefined) throw notFound('webhook event');
        return withBlocker(db, event);
      },
      audit: ({ id, webhook_id }) => ({ type: 'webhook-event', id, details: { webhook: webhook_id } }),
    },
    start: {
      name: 'webhooks.replay',
      permission: 'tenants.webhook_events.edit',
      schema: 'replay.create',
      writes: true,
      async run({ db, actor, now }, { params, document }) {
        await assertWebhook(db, params['id']!);
        const { since, until, states, types, search } = document.data.attributes;
        const from = timeOf('since', since);
        const created: Replay = {
          tenant_id: db.tenantId,
          id: newId(),
          webhook_id: params['id']!,
          state: 'running',
          since: from,
          // Without an end, a replay would also include its own later events.
          until: until === undefined ? now + 1 : timeOf('until', until),
          states: states ?? ['pending', 'failed'],
          types: types ?? null,
          search: search ?? null,
          position: firstIdOf(from),
          replayed: 0,
          count_position: null,
          counted: 0,
          next_piece_at: now,
          finished_at: null,
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
        };
        const replay = await beginReplay(db, created, now);
        await insertReplay(db, replay).catch((error: unknown) => {
          if (!violatesUnique(error, 'webhook_replays', ['tenant_id', 'webhook_id'])) throw error;
          throw new AppError(
            'conflict',
            'A replay of this webhook is already running. Wait until it has finished, or stop it.',
          );
        });
        return replay;
      },
      audit: ({ webhook_id, replayed, since }) => ({
        type: 'webhook',
        id: webhook_id,
        details: { replayed, since: toRfc3339(since) },
      }),
    },
    list: {
      name: 'replays.list',
      permission: 'tenants.webhook_events.get',
      writes: false,
      async run({ db }, { params, query }) {
        await assertWebhook(db, params['id']!);
        const filter = { webhook_id: params['id']!, state: query.filter['state'] };
        return listReplays(db, filter, pageOf(query));
      },
    },
    get: {
      name: 'replays.get',
      permission: 'tenants.webhook_events.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findReplay(db, keyIn(params))),
    },
    stop: {
      name: 'replays.stop',
      permission: 'tenants.webhook_events.edit',
      schema: 'replay.update',
      writes: true,
      async run({ db, now }, { params, document, ifMatch }) {
        const replay = found(await lockReplay(db, keyIn(params)));
        assertUnchanged(replay, ifMatch);
        const { state = replay.state } = document.data.attributes ?? {};
        if (state === replay.state) return replay;
        if (state !== 'stopped' || replay.state !== 'running')
          throw new AppError(
            'validation_failed',
            `state cannot be changed from ${replay.state} to ${state}. A running replay can be set to stopped.`,
            { source: { pointer: `${AT}/state` } },
          );
        const changed: Replay = {
          ...replay,
          state,
          next_piece_at: null,
          finished_at: now,
          version: replay.version + 1,
          updated_at: now,
        };
        await updateProgress(db, changed);
        return changed;
      },
      audit: ({ webhook_id, state, replayed }) => ({
        type: 'webhook',
        id: webhook_id,
        details: { state, replayed },
      }),
    },
  };
}

function keyIn(params: Input['params']): { webhook_id: string; id: string } {
  return { webhook_id: params['id']!, id: params['replay']! };
}

async function assertWebhook(db: TenantDb, id: string): Promise<void> {
  if ((await findWebhook(db, id)) === undefined) throw notFound('webhook');
}

function found(replay: Replay | undefined): Replay {
  if (replay === undefined) throw notFound('replay');
  return replay;
}

function timeOf(name: 'since' | 'until', text: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw refused(
    name,
    `${name} is not a valid date and time. Send an existing one, such as 2026-01-31T12:00:00Z.`,
  );
}

function refused(name: string, detail: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer: `${AT}/${name}` } });
}
