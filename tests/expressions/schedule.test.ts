import { setImmediate } from 'node:timers/promises';
import { createSchedule, type Allowance, type Schedule, type Turn } from '../../src/expressions/schedule.ts';

/** How many may run at once, and of these, how many that take long. */
const PLACES = { all: 3, slow: 1 };

let schedule: Schedule;
/** Milliseconds. */
let now: number;
/** Who runs, in the order in which they began. */
let begun: string[];
let finish: Map<string, (milliseconds: number, slow: boolean) => void>;
let allowances: Map<string, Allowance>;
beforeEach(() => {
  now = 0;
  begun = [];
  finish = new Map();
  allowances = new Map();
  schedule = createSchedule(() => now);
});

/** Asks for a turn; it lasts until `end` is called. */
function ask(tenant: string, expression = 'e'): void {
  const name = expression === 'e' ? tenant : `${tenant} ${expression}`;
  const turn = schedule(
    tenant,
    expression,
    (allowance) =>
      new Promise<Turn<undefined>>((resolve) => {
        begun.push(name);
        allowances.set(name, allowance);
        finish.set(name, (milliseconds, slow) => resolve({ result: undefined, milliseconds, slow }));
      }),
  );
  // One that still waits when its test has ended fails later, beside another suite.
  turn.catch(() => undefined);
}

async function end(name: string, milliseconds: number, slow = false): Promise<void> {
  finish.get(name)!(milliseconds, slow);
  await setImmediate();
}

/** Each has had a turn in which it came to this. */
async function had(names: string[], milliseconds: number, slow: boolean): Promise<void> {
  for (const name of names) {
    ask(name);
    await setImmediate();
    await end(name, milliseconds, slow);
  }
  begun = [];
}

const many = (count: number) => Array.from({ length: count }, (_, n) => `slow ${n}`);

test('the first turn of an expression is short', async () => {
  ask('acme');
  await setImmediate();
  expect(allowances.get('acme')).toBe('short');
  await end('acme', 100, true);
  ask('acme');
  await setImmediate();
  expect(allowances.get('acme')).toBe('full');
});

test('however many expressions take long, one runs at once, and others have their places', async () => {
  await had(many(24), 100, true);
  for (const name of many(24)) ask(name);
  await setImmediate();
  expect(begun).toEqual(many(PLACES.slow));
  ask('good');
  ask('another');
  await setImmediate();
  expect(begun.slice(PLACES.slow)).toEqual(['good', 'another']);
  expect(begun).toHaveLength(PLACES.all);
});

test('who was fast goes before who is new, and who is new before who was slow', async () => {
  await had(['good'], 5, false);
  await had(['slow 0'], 100, true);
  for (let n = 0; n < PLACES.all; n += 1) ask(`new ${n}`);
  await setImmediate();
  begun = [];
  for (const name of ['slow 0', 'new 3', 'good']) ask(name);
  for (let n = 0; n < PLACES.all; n += 1) await end(`new ${n}`, 1);
  expect(begun).toEqual(['good', 'new 3', 'slow 0']);
});

test('of those that take long, who has used least goes first', async () => {
  await had(['slow 0'], 100, true);
  await had(['slow 1'], 3_000, true);
  await had(['slow 2'], 1_000, true);
  for (const name of ['slow 0', 'slow 1', 'slow 2']) ask(name);
  await setImmediate();
  await end('slow 0', 1_000, true);
  await end('slow 2', 1_000, true);
  expect(begun).toEqual(['slow 0', 'slow 2', 'slow 1']);
});

test('a tenant that has used up its time waits behind the others, and not for ever', async () => {
  await had(['busy'], 16_000, false);
  ask('busy', 'one');
  ask('busy', 'two');
  await setImmediate();
  expect(begun).toEqual(['busy one']);
  await end('busy one', 1);
  await end('busy two', 1);
  begun = [];
  now += 60_000;
  ask('busy', 'one');
  ask('busy', 'two');
  await setImmediate();
  expect(begun).toEqual(['busy one', 'busy two']);
});

test("a tenant's expression that takes long holds up none of its others", async () => {
  ask('acme', 'endless');
  await setImmediate();
  await end('acme endless', 100, true);
  ask('acme', 'endless');
  ask('other', 'endless');
  ask('acme', 'quick');
  await setImmediate();
  expect(begun.slice(1)).toEqual(['acme endless', 'other endless', 'acme quick']);
});

test('what has become fast is no longer slow', async () => {
  await had(['slow 0', 'slow 1'], 100, true);
  await had(['slow 0', 'slow 1'], 5, false);
  ask('slow 0');
  ask('slow 1');
  await setImmediate();
  expect(begun).toHaveLength(2);
});
