import { AppError } from '../../src/errors.ts';
import { evaluate, evaluateAll } from '../../src/expressions/index.ts';
import { until } from '../support/until.ts';

const FOR_EVER = '($f := function(){ $f() }; $f())';
/** More memory than a process may use, in as little time as possible. */
const TOO_MUCH = '$pad("x", 1e8)';

const all = (expression: string, inputs: unknown[]) =>
  evaluateAll(
    'acme',
    expression,
    inputs.map((input) => JSON.stringify(input)),
  );

async function valueOf(expression: string, input: unknown = {}) {
  const outcome = await evaluate('acme', expression, JSON.stringify(input), 'value');
  return outcome.kind === 'value' ? (JSON.parse(outcome.json) as unknown) : outcome;
}

describe('a value is', () => {
  test.each<[string, string, unknown]>([
    ['an object', '{"a": [1, null, {"b": "ü\n😀"}]}', { a: [1, null, { b: 'ü\n😀' }] }],
    ['a list', 'items.n', [1, 2]],
    ['a text', '"a"', 'a'],
    ['null', 'null', null],
    ['false', '1 = 2', false],
    [
      'an object without the functions in it',
      '{"a": $uppercase, "b": function($x){$x}, "c": /a/, "d": 1}',
      { d: 1 },
    ],
    ['a list with null in the place of functions', '[$uppercase, function($x){$x}, 1]', [null, null, 1]],
    ['half of a surrogate pair, as it is', '"\\ud83d"', '\ud83d'],
  ])('%s', async (_what, expression, value) => {
    expect(await valueOf(expression, { items: [{ n: 1 }, { n: 2 }] })).toEqual(value);
  });

  test.each([
    ['nothing', 'nope', { kind: 'other', what: 'nothing' }],
    ['a function of its own', 'function($x){$x}', { kind: 'other', what: 'a function' }],
    ['a built-in function', '$uppercase', { kind: 'other', what: 'a function' }],
    ['what says how it is written', '{"toJSON": /a/}', { kind: 'other', what: 'nothing' }],
  ])('not %s', async (_what, expression, outcome) => {
    expect(await valueOf(expression)).toEqual(outcome);
  });

  test('1 MiB of JSON text at most, in bytes', async () => {
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

  test('have their outcomes in their order', async () => {
    const inputs = Array.from({ length: 16 }, (_, n) => ({ n: `u${n}` }));
    expect(await all('n', inputs)).toEqual(inputs.map(({ n }) => text(n)));
  });

  test('of which there are none have no outcomes', async () => {
    expect(await all('n', [])).toEqual([]);
  });

  test('have a verdict each: who fails, who runs for ever, who takes the process down', async () => {
    const expression = `n = 1 ? ${FOR_EVER} : n = 3 ? $length(${TOO_MUCH}) : n = 5 ? $number("a") : "u" & n`;
    const inputs = [0, 1, 2, 3, 4, 5, 6].map((n) => ({ n }));
    // On a busy machine the time may be up before the memory is.
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

  test('of which the last runs for ever', async () => {
    expect(await all(`n = 1 ? ${FOR_EVER} : 0`, [{ n: 0 }, { n: 1 }])).toEqual([
      { kind: 'number', text: '0', exact: true },
      { kind: 'slow' },
    ]);
  });

  test('that wait for nothing do not end the others', async () => {
    const outcomes = await all('n = 0 ? {"then": /a/} : "u"', [{ n: 0 }, { n: 1 }]);
    expect(outcomes).toEqual([{ kind: 'none' }, text('u')]);
  });

  test('all get their outcome where together they take more time than one process has', async () => {
    const inputs = Array.from({ length: 12 }, (_, n) => ({ n }));
    const outcomes = await all('($sum([1..15].$sum([1..99999])); "u" & n)', inputs);
    expect(outcomes).toEqual(inputs.map(({ n }) => text(`u${n}`)));
  });

  test('do not see what another has left behind', async () => {
    const expression = `(
      $seen := $exists($left) or $exists({}.left) or $exists($string.left);
      $left := n; $string := function(){ n };
      $a := {"__proto__": {"left": n}, "constructor": {"prototype": {"left": n}}};
      $b := $merge([{"__proto__": {"left": n}}]);
      $seen ? "seen" : $type(n)
    )`;
    expect(await all(expression, [{ n: 1 }, { n: 2 }, { n: 3 }])).toEqual(Array(3).fill(text('number')));
  });

  test('of 1 MiB fit, sixteen at once, whatever they hold', async () => {
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
      'acme',
      '{"n": n}',
      inputs.map((input) => JSON.stringify(input)),
      'value',
    );
    // A difference of a megabyte would not be readable.
    const kept = outcomes.map((outcome, n) =>
      outcome.kind === 'value' ? outcome.json === JSON.stringify(inputs[n]) : outcome.kind,
    );
    expect(kept).toEqual(Array(16).fill(true));
  });
});

describe('the turn', () => {
  test.each([
    ['inputs that never end', FOR_EVER, 3],
    ['many inputs that take a while', '$sum([1..15].$sum([1..99999]))', 24],
  ])(
    'passes to another tenant before a batch of %s has come to its end',
    async (_what, expression, count) => {
      const ends: string[] = [];
      const inputs = Array.from({ length: count }, () => '{}');
      const batches = ['a', 'b'].map((lane) =>
        evaluateAll(lane, expression, inputs).then(() => ends.push(lane)),
      );
      const other = evaluate('c', '1', '{}').then(() => ends.push('c'));
      await Promise.all([...batches, other]);
      expect(ends[0]).toBe('c');
    },
  );

  test('comes too late for some where too many wait: they are told to try again', async () => {
    const many = Array.from({ length: 24 }, () => evaluate('acme', FOR_EVER, '{}'));
    const results = await Promise.allSettled(many);
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) expect(error).toMatchObject({ code: 'overloaded', retryAfter: 10 });
    expect(refused[0]).toBeInstanceOf(AppError);
  });
});
