import { assertUnchanged, etagOf, readIfMatch } from '../../src/jsonapi/preconditions.ts';

test.each([[undefined], ['*'], [' * ']])('If-Match %p takes every version', (header) => {
  expect(readIfMatch(header)).toBeUndefined();
  expect(() => assertUnchanged({ version: 3 }, readIfMatch(header))).not.toThrow();
});

test.each([
  ['"3"', [3]],
  [' "3" ', [3]],
  ['"1", "3"', [1, 3]],
  ['"1","3"', [1, 3]],
  ['W/"2", "3"', [3]],
  ['"a,b", "3"', [3]],
])('If-Match %s takes the versions that it lists', (header, versions) => {
  expect(readIfMatch(header)).toEqual(versions);
  expect(() => assertUnchanged({ version: 3 }, readIfMatch(header))).not.toThrow();
});

test.each(['"2"', 'W/"3"', '"1", "2"', '"03"', '"3 "', '""', '"a,b"', '"3000000000"', '"-3"', '"3.0"'])(
  'If-Match %s does not take version 3',
  (header) => {
    expect(() => assertUnchanged({ version: 3 }, readIfMatch(header))).toThrow(
      expect.objectContaining({
        code: 'precondition_failed',
        source: { header: 'If-Match' },
        meta: { etag: '"3"' },
      }),
    );
  },
);

test.each(['', '3', '"3', "'3'", '"3" "4"', '"3",', ',"3"', 'w/"3"', '*, "3"', '"3"x'])(
  'If-Match %p is malformed',
  (header) => {
    expect(() => readIfMatch(header)).toThrow(
      expect.objectContaining({ code: 'invalid_header', source: { header: 'If-Match' } }),
    );
  },
);

test('a header that is long and malformed at its end is refused in a moment', () => {
  const started = performance.now();
  expect(() => readIfMatch(`${'"1",'.repeat(4_000)}x`)).toThrow('If-Match takes an ETag');
  expect(performance.now() - started).toBeLessThan(200);
});

test('an ETag goes back as it came', () => {
  expect(readIfMatch(etagOf(7))).toEqual([7]);
});
