import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../src/errors.ts';
import { evaluate, evaluateAll } from '../../src/expressions/index.ts';
import { until } from '../support/until.ts';

/** A separate tenant, because other test files in the same worker have used up evaluation time of theirs. */
const TENANT = randomUUID();

const ENDLESS = '($f := function(){ $f() }; $f())';
/** Uses more memory than a process is allowed, in as little time as possible. */
const TOO_MUCH = '$pad("x", 1e8)';

const all = (expression: string, inputs: unknown[]) =>
  evaluateAll(
    TENANT,
    expression,
    inputs.map((input) => JSON.stringify(input)),
  );

async function valueOf(expression: string, input: unknown = {}) {
  const outcome = await evaluate(TENANT, expression, JSON.stringify(input), 'value');
  return outcome.kind === 'value' ? (JSON.parse(outcome.json) as unknown) : outcome;
}

describe('a value can be', () => {
  test.each<[string, string, unknown]>([
    ['an object', '{"a": [1, null, {"b": "ü\n😀"}]}', { a: [1, null, { b: 'ü\n😀' }] }],
    ['an array', 'items.n', [1, 2]],
    ['a string', '"a"', 'a'],
    ['null', 'null', null],
    ['false', '1 = 2', false],
    [
      'an object, without its functions',
      '{"a": $uppercase, "b": function($x){$x}, "c": /a/, "d": 1}',
      { d: 1 },
    ],
    ['an array, with null for functions', '[$uppercase, function($x){$x}, 1]', [null, null, 1]],
    ['an unpaired surrogate', '"\\ud83d"', '\ud83d'],
  ])('%s', async (_what, expression, value) => {
    expect(await valueOf(expression, { items: [{ n: 1 }, { n: 2 }] })).toEqual(value);
  });

  test.each([
    ['nothing', 'nope', { kind: 'other', what: 'nothing' }],
    ['a function that it defines', 'function($x){$x}', { kind: 'other', what: 'a function' }],
    ['a built-in function', '$uppercase', { kind: 'other', what: 'a function' }],
    ['an object with toJSON', '{"toJSON": /a/}', { kind: 'other', what: 'nothing' }],
  ])('but not %s', async (_what, expression, outcome) => {
    expect(await valueOf(expression)).toEqual(outcome);
  });

  test('at most 1 MiB of JSON, counted in bytes', async () => {
    const quoted = 1_048_576 - 2;
    expect(await valueOf(`$pad("", ${quoted}, "x")`)).toHaveLength(quoted);
    expect(await valueOf(`$pad("", ${quoted + 1}, "x")`)).toEqual({ kind: 'large' });
    expect(await valueOf(`$pad("", ${quoted / 2}, "ü")`)).toHaveLength(quoted / 2);
    expect(await valueOf(`$pad("", ${quoted / 2 + 1}, "ü")`)).toEqual({ kind: 'large' });
    expect(await valueOf(`$pad("", ${quoted / 2}, "\\"")`)).toHaveLength(quoted / 2);
  });
});

describe('several inputs', () => {
  const text = (value: string) => ({ kind: 'text', text: value, length: value.length });

  test('have their outcomes in the same order', async () => {
    const inputs = Array.from({ length: 16 }, (_, n) => ({ n: `u${n}` }));
    expect(await all('n', inputs)).toEqual(inputs.map(({ n }) => text(n)));
  });

  test('can be none, and then have no outcomes', async () => {
    expect(await all('n', [])).toEqual([]);
  });

  test('have their own outcomes if some fail, run forever or crash the process', async () => {
    const expression = `n = 1 ? ${ENDLESS} : n = 3 ? $length(${TOO_MUCH}) : n = 5 ? $number("a") : "u" & n`;
    const inputs = [0, 1, 2, 3, 4, 5, 6].map((n) => ({ n }));
    // On a busy machine, the time limit may be reached before the memory limit.
    const outcomes = await until(async () => {
      const seen = await all(expression, inputs);
      return seen[3]!.kind === 'slow' ? undefined : seen;
    });
    expect(outcomes.map((outcome) => (outcome.kind === 'text' ? outcome.text : outcome.kind))).toEqual([
      'u0',
      'slow',
      'u2',
      'died',
      'u4',
      'error',
      'u6',
    ]);
  });

  test('can end with one that runs forever', async () => {
    expect(await all(`n = 1 ? ${ENDLESS} : 0`, [{ n: 0 }, { n: 1 }])).toEqual([
      { kind: 'number', text: '0', exact: true },
      { kind: 'slow' },
    ]);
  });

  test('that never resolve do not affect the others', async () => {
    const outcomes = await all('n = 0 ? {"then": /a/} : "u"', [{ n: 0 }, { n: 1 }]);
    expect(outcomes).toEqual([{ kind: 'none' }, text('u')]);
  });

  test('all have outcomes even if together they take longer than one process is allowed', async () => {
    const inputs = Array.from({ length: 12 }, (_, n) => ({ n }));
    const outcomes = await all('($sum([1..15].$sum([1..99999])); "u" & n)', inputs);
    expect(outcomes).toEqual(inputs.map(({ n }) => text(`u${n}`)));
  });

  test('do not see what another left behind', async () => {
    const expression = `(
      $seen := $exists($left) or $exists({}.left) or $exists($string.left);
      $left := n; $string := function(){ n };
      $a := {"__proto__": {"left": n}, "constructor": {"prototype": {"left": n}}};
      $b := $merge([{"__proto__": {"left": n}}]);
      $seen ? "seen" : $type(n)
    )`;
    expect(await all(expression, [{ n: 1 }, { n: 2 }, { n: 3 }])).toEqual(Array(3).fill(text('number')));
  });

  test('can be sixteen of 1 MiB each, whatever they contain', async () => {
    const MIB = 1_048_576;
    const fillings: unknown[] = [
      'x'.repeat(MIB - 12),
      '\\'.repeat(MIB / 2 - 12),
      'ü'.repeat(MIB / 2 - 12),
      Array.from({ length: MIB / 4 }, () => 1),
      Array.from({ length: MIB / 8 }, () => ({})),
      Array.from({ length: MIB / 16 }, (_, n) => `text ${n}`),
    ];
    const inputs = Array.from({ length: 16 }, (_, n) => ({ n: fillings[n % fillings.length] }));
    const outcomes = await evaluateAll(
      TENANT,
      '{"n": n}',
      inputs.map((input) => JSON.stringify(input)),
      'value',
    );
    // A diff of a megabyte would be unreadable.
    const kept = outcomes.map((outcome, n) =>
      outcome.kind === 'value' ? outcome.json === JSON.stringify(inputs[n]) : outcome.kind,
    );
    expect(kept).toEqual(Array(16).fill(true));
  });
});

describe('a turn', () => {
  test.each([
    ['inputs that never end', ENDLESS, 3],
    ['many inputs that take a while', '$sum([1..15].$sum([1..99999]))', 24],
  ])('passes to another tenant before a batch of %s ends', async (_what, expression, count) => {
    const order: string[] = [];
    const inputs = Array.from({ length: count }, () => '{}');
    const batches = ['a', 'b'].map((tenant) =>
      evaluateAll(tenant, expression, inputs).then(() => order.push(tenant)),
    );
    const other = evaluate('c', '1', '{}').then(() => order.push('c'));
    await Promise.all([...batches, other]);
    expect(order[0]).toBe('c');
  });

  test('comes too late for some if too many wait, and they can retry later', async () => {
    const many = Array.from({ length: 24 }, () => evaluate(TENANT, ENDLESS, '{}'));
    const results = await Promise.allSettled(many);
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toMatchObject({ code: 'overloaded', retryAfter: 10 });
    expect(refused[0]).toBeInstanceOf(AppError);
  });
});

test('an evaluation is tried again if its process is ended before it begins', async () => {
  const evaluation = evaluate(TENANT, '1', '{}');
  const [pid] = await until(() => Promise.resolve(evaluationProcesses()));
  process.kill(pid!, 'SIGTERM');
  expect(await evaluation).toMatchObject({ kind: 'number', text: '1' });
});

/** The process IDs of running evaluations; undefined if there are none. */
function evaluationProcesses(): number[] | undefined {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  const pids = children.split(' ').filter((pid) => {
    const command = pid === '' ? '' : readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('expressions/program.mjs');
  });
  return pids.length > 0 ? pids.map(Number) : undefined;
}

test('evaluations beyond what a tenant can have waiting get no turn', async () => {
  const tenant = randomUUID();
  const large = JSON.stringify('x'.repeat(12 * 1024 * 1024));
  const outcomes = await Promise.all(
    Array.from({ length: 7 }, () => evaluate(tenant, '1', large).catch((error: AppError) => error.code)),
  );
  // Three run at once, and two of this size can wait.
  expect(outcomes.filter((outcome) => outcome === 'overloaded')).toHaveLength(2);
});
