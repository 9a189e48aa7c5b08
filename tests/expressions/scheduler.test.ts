import { setImmediate } from 'node:timers/promises';
import {
  createScheduler,
  type Allowance,
  type Scheduler,
  type Turn,
} from '../../src/expressions/scheduler.ts';

/** How many evaluations can run at once, and how many of them can be slow. */
const SLOTS = { all: 3, slow: 1 };

let schedule: Scheduler;
/** Milliseconds. */
let now: number;
/** The turns, in the order in which they started. */
let started: string[];
let finish: Map<string, (milliseconds: number, slow: boolean) => void>;
let allowances: Map<string, Allowance>;
beforeEach(() => {
  now = 0;
  started = [];
  finish = new Map();
  allowances = new Map();
  schedule = createScheduler(() => now);
});

/** Requests a turn, which lasts until `end` is called. */
function requestTurn(tenant: string, expression = 'e', bytes = 0): Promise<undefined> {
  const name = expression === 'e' ? tenant : `${tenant} ${expression}`;
  const turn = schedule(
    { tenant, expression, bytes },
    (allowance) =>
      new Promise<Turn<undefined>>((resolve) => {
        started.push(name);
        allowances.set(name, allowance);
        finish.set(name, (milliseconds, slow) => resolve({ result: undefined, milliseconds, slow }));
      }),
  );
  // A turn that is still waiting at the end of its test fails later, during another test.
  turn.catch(() => undefined);
  return turn;
}

async function end(name: string, milliseconds: number, slow = false): Promise<void> {
  finish.get(name)!(milliseconds, slow);
  await setImmediate();
}

/** Gives each tenant a turn with this result. */
async function completeTurns(names: string[], milliseconds: number, slow: boolean): Promise<void> {
  for (const name of names) {
    void requestTurn(name);
    await setImmediate();
    await end(name, milliseconds, slow);
  }
  started = [];
}

const many = (count: number) => Array.from({ length: count }, (_, n) => `slow ${n}`);

test('the first turn of an expression is short', async () => {
  void requestTurn('acme');
  await setImmediate();
  expect(allowances.get('acme')).toBe('short');
  await end('acme', 100, true);
  void requestTurn('acme');
  await setImmediate();
  expect(allowances.get('acme')).toBe('full');
});

test('however many expressions are slow, one runs at once and others have free slots', async () => {
  await completeTurns(many(24), 100, true);
  for (const name of many(24)) void requestTurn(name);
  await setImmediate();
  expect(started).toEqual(many(SLOTS.slow));
  void requestTurn('good');
  void requestTurn('another');
  await setImmediate();
  expect(started.slice(SLOTS.slow)).toEqual(['good', 'another']);
  expect(started).toHaveLength(SLOTS.all);
});

test('a fast expression runs before a new one, and a new one before one that was slow', async () => {
  await completeTurns(['good'], 5, false);
  await completeTurns(['slow 0'], 100, true);
  for (let n = 0; n < SLOTS.all; n += 1) void requestTurn(`new ${n}`);
  await setImmediate();
  started = [];
  for (const name of ['slow 0', 'new 3', 'good']) void requestTurn(name);
  for (let n = 0; n < SLOTS.all; n += 1) await end(`new ${n}`, 1);
  expect(started).toEqual(['good', 'new 3', 'slow 0']);
});

test('of slow expressions, the one whose tenant has used the least runs first', async () => {
  await completeTurns(['slow 0'], 100, true);
  await completeTurns(['slow 1'], 3_000, true);
  await completeTurns(['slow 2'], 1_000, true);
  for (const name of ['slow 0', 'slow 1', 'slow 2']) void requestTurn(name);
  await setImmediate();
  await end('slow 0', 1_000, true);
  await end('slow 2', 1_000, true);
  expect(started).toEqual(['slow 0', 'slow 2', 'slow 1']);
});

test('a tenant that has used up its budget waits behind others, one turn at a time, but not forever', async () => {
  await completeTurns(['busy'], 16_000, false);
  for (let n = 0; n < SLOTS.all; n += 1) void requestTurn(`new ${n}`);
  await setImmediate();
  started = [];
  void requestTurn('busy', 'one');
  void requestTurn('busy', 'two');
  void requestTurn('other');
  await end('new 0', 1);
  expect(started).toEqual(['other']);
  for (const name of ['new 1', 'new 2', 'other']) await end(name, 1);
  // Two slots are free.
  expect(started).toEqual(['other', 'busy one']);
  await end('busy one', 1);
  expect(started).toEqual(['other', 'busy one', 'busy two']);
  await end('busy two', 1);
  started = [];
  now += 60_000;
  void requestTurn('busy', 'one');
  void requestTurn('busy', 'two');
  await setImmediate();
  expect(started).toEqual(['busy one', 'busy two']);
});

test('a slow expression does not hold up other expressions of its tenant', async () => {
  void requestTurn('acme', 'endless');
  await setImmediate();
  await end('acme endless', 100, true);
  void requestTurn('acme', 'endless');
  void requestTurn('other', 'endless');
  void requestTurn('acme', 'quick');
  await setImmediate();
  expect(started.slice(1)).toEqual(['acme endless', 'other endless', 'acme quick']);
});

test('an expression that was fast last time no longer counts as slow', async () => {
  await completeTurns(['slow 0', 'slow 1'], 100, true);
  await completeTurns(['slow 0', 'slow 1'], 5, false);
  void requestTurn('slow 0');
  void requestTurn('slow 1');
  await setImmediate();
  expect(started).toHaveLength(2);
});

/** Takes all slots, so that everyone else waits. */
async function takeAllSlots(): Promise<void> {
  for (let n = 0; n < SLOTS.all; n += 1) void requestTurn(`other ${n}`);
  await setImmediate();
}

test('a tenant can have 128 evaluations waiting, and other tenants are unaffected', async () => {
  await takeAllSlots();
  for (let n = 0; n < 128; n += 1) void requestTurn('acme', `e${n}`);
  await expect(requestTurn('acme', 'one more')).rejects.toThrow('no slot became free in time');
  void requestTurn('good');
  for (let n = 0; n < SLOTS.all; n += 1) await end(`other ${n}`, 1);
  void requestTurn('acme', 'later');
  for (let n = 0; n < 128; n += 1) for (const name of started) await end(name, 0);
  expect(started).toContain('good');
  expect(started).toContain('acme later');
  expect(started).not.toContain('acme one more');
});

test('a tenant can have 32 MiB waiting, or a single evaluation of any size', async () => {
  await takeAllSlots();
  const half = 16 * 1024 * 1024;
  void requestTurn('acme', 'first', half);
  void requestTurn('acme', 'second', half);
  await expect(requestTurn('acme', 'third', 1)).rejects.toThrow('no slot became free in time');
  void requestTurn('large', 'e', 4 * half);
  for (let n = 0; n < SLOTS.all; n += 1) await end(`other ${n}`, 1);
  expect(started).toEqual(expect.arrayContaining(['acme first', 'acme second', 'large']));
});
