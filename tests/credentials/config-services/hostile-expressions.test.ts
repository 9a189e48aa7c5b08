import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { mapUserId } from '../../../src/credentials/config-services/index.ts';
import { failureOf, outboundHere, tokenSet } from './third-party.ts';

/** A separate tenant, because other test files in the same worker have used up evaluation time of theirs. */
const TENANT = randomUUID();

const FAILED = 'user_id_mapper: The user ID mapper service failed:';
const SLOW = `${FAILED} the expression ran for more than one second.`;
const TOO_MUCH = `${FAILED} the expression used more memory than allowed.`;

function map(expression: string) {
  const tokens = tokenSet({ response: { user: 'u1' } });
  const context = { tokens, endpoints: {}, outbound: outboundHere(), tenantId: TENANT };
  return mapUserId({ type: 'jsonata', expression }, context);
}

const LIST = `${FAILED} the expression failed: it builds an array that is too long.`;
const DEEP = `${FAILED} the expression failed: it recurses too deeply.`;
const LONG = `${FAILED} the expression builds a string that is too long.`;

async function errorOf(expression: string): Promise<string> {
  return (await failureOf(map(expression))).replace(/ \(near character \d+\)/, '');
}

const doubled = (times: number) => `$reduce([1..${times}], function($text, $n){ $text & $text }, "xx")`;

describe('time:', () => {
  test.each([
    ['infinite recursion', '($f := function(){ $f() }; $f())', [SLOW]],
    ['mutual recursion', '($f := function(){ $g() }; $g := function(){ $f() }; $f())', [SLOW]],
    ['a backtracking regular expression', `$contains("${'a'.repeat(40)}!", /^(a+)+$/)`, [SLOW]],
    ['a nested loop', '$sum([1..99999].$sum([1..99999]))', [SLOW]],
    // The stack may use up the memory before the second is over.
    ['recursion within $eval', '($f := function(){ $eval("$f()") }; $eval("$f()"))', [SLOW, TOO_MUCH, DEEP]],
  ])('%s is stopped', async (_what, expression, expected) => {
    expect(expected).toContain(await errorOf(expression));
  });

  test('no expression runs much longer than one second', async () => {
    const startedAt = performance.now();
    await map('1');
    const startup = performance.now() - startedAt;
    expect(await errorOf('($f := function(){ $f() }; $f())')).toBe(SLOW);
    const took = performance.now() - startedAt - 2 * startup;
    expect(took + startup).toBeGreaterThan(990);
    // The process exits by itself after two seconds.
    expect(took).toBeLessThan(1800);
  });

  test('a promise that never settles fails immediately', async () => {
    expect(await errorOf('{"then": /a/}')).toBe(`${FAILED} the expression never returned a result.`);
  });
});

describe('memory:', () => {
  test.each([
    ['a range', '[1..1e9]', [LIST]],
    ['a shorter range', '[1..1e6]', [LIST]],
    ['recursion without tail calls', '($f := function(){ 1 + $f() }; $f())', [DEEP]],
    ['a string that doubles forever', `$length(${doubled(60)})`, [LONG]],
    ['padding', '$pad("x", 1e9)', [LONG]],
    ['replacing', `$replace(${doubled(20)}, "x", ${doubled(20)})`, [LONG, TOO_MUCH]],
    ['a doubling array', '$count($reduce([1..60], function($a, $n){ $append($a, $a) }, [1, 2]))', [LIST]],
    ['a string that doubles often', `$uppercase(${doubled(27)})`, [TOO_MUCH]],
    ['a string split into an array', `$split(${doubled(27)}, "")`, [TOO_MUCH]],
    ['padding below the limit of V8', '$pad("x", 5e8)', [TOO_MUCH]],
    ['a string that triples when encoded', '$encodeUrlComponent($pad("", 3e8, "é"))', [TOO_MUCH]],
    ['a number format', '$formatNumber(1, $pad("0.", 1e7, "0"))', [TOO_MUCH]],
    ['a tree', '$string($reduce([1..30], function($a, $n){ {"left": $a, "right": $a} }, "xx"))', [TOO_MUCH]],
    ['many arrays', '[1..1000].[1..99999]', [TOO_MUCH, LIST]],
  ])('%s is stopped', async (_what, expression, expected) => {
    // On a busy machine, the time limit may be reached first.
    expect([...expected, SLOW]).toContain(await errorOf(expression));
  });
});

describe('isolation:', () => {
  test.each([
    ['process', '$string($exists(process) or $exists($process) or $exists($$.process))', 'false'],
    ['the constructor of a string', '$exists("".constructor) ? "out" : "in"', 'in'],
    [
      'the constructor of a function',
      '$exists($uppercase.constructor) or $exists($uppercase.implementation) ? "out" : "in"',
      'in',
    ],
    [
      'the prototype by name',
      '$exists($lookup({}, "__proto__")) or $exists({}.__proto__) ? "out" : "in"',
      'in',
    ],
    [
      'the prototype written by a constructor',
      '($a := {"__proto__": {"hit": 1}}; $exists({}.hit) ? "out" : "in")',
      'in',
    ],
    [
      'the prototype written by a transform',
      '($a := $ ~> |$|{"__proto__": {"hit": 1}}|; $exists({}.hit) ? "out" : "in")',
      'in',
    ],
    [
      'the prototype written by $merge',
      '($a := $merge([{"__proto__": {"hit": 1}}]); $exists({}.hit) ? "out" : "in")',
      'in',
    ],
    ['the prototype within $eval', '$eval("{\\"__proto__\\": {\\"hit\\": 1}}.hit ? 1 : \\"in\\"")', 'in'],
  ])('%s cannot be reached', async (_what, expression, result) => {
    expect(await map(expression)).toBe(result);
  });

  test.each([
    ['a lambda', '{"_jsonata_lambda": true, "body": {"type": "variable", "value": "x"}, "arguments": []}()'],
    ['a function', '{"_jsonata_function": true, "implementation": "x"}()'],
  ])('%s cannot be forged', async (_what, expression) => {
    expect(await errorOf(expression)).toContain('Object property names starting with _jsonata_ are reserved');
  });

  test('prototype pollution by one expression does not reach the next one or the server', async () => {
    await map('($a := {"__proto__": {"hit": "x"}, "constructor": {"prototype": {"hit": "x"}}}; "done")');
    expect(await map('$exists($.hit) ? "out" : "in"')).toBe('in');
    expect(({} as Record<string, unknown>)['hit']).toBeUndefined();
  });

  test('a variable set by one expression is not visible to the next', async () => {
    await map('($secret := "x"; $string := function(){ "overridden" }; $secret)');
    expect(await map('$exists($secret) ? "out" : $string(1)')).toBe('1');
  });
});

test('of eight concurrent expressions, four succeed and four infinite ones are stopped', async () => {
  const all = Array.from({ length: 8 }, (_, n) =>
    n % 2 === 0 ? map(`"u${n}"`) : failureOf(map('($f := function(){ $f() }; $f())')),
  );
  const results = await Promise.all(all);
  expect(results).toEqual(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? `u${n}` : SLOW)));
});

test('no process is left running', async () => {
  const processes = async () => {
    // Node.js emits the exit event first and releases the handle at the end of the turn.
    await setImmediate();
    await setImmediate();
    return process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;
  };
  const before = await processes();
  await failureOf(map('($f := function(){ $f() }; $f())'));
  expect(await processes()).toBe(before);
});
