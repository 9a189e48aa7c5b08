import { versionEtag } from '../../src/jsonapi/etags.ts';
import { assertUnchanged, matchingVersions, readTags } from '../../src/jsonapi/preconditions.ts';

const readIfMatch = (header: string | undefined) => matchingVersions(readTags(header, 'If-Match'));

test.each([[undefined], ['*'], [' * ']])('If-Match %p matches every version', (header) => {
  expect(readIfMatch(header)).toBeUndefined();
  expect(() => assertUnchanged({ version: 3 }, readIfMatch(header))).not.toThrow();
});

test.each([
  ['"3"', [3]],
  [' "3" ', [3]],
  ['"1", "3"', [1, 3]],
  ['"1","3"', [1, 3]],
  ['W/"2", "3"', [2, 3]],
  ['W/"3"', [3]],
  ['"3-gzip", W/"3-br"', [3, 3]],
  ['"3;br","3--gzip","3-x-gzip"', [3, 3, 3]],
  ['"a,b", "3"', [3]],
])('If-Match %s matches the versions it lists', (header, versions) => {
  expect(readIfMatch(header)).toEqual(versions);
  expect(() => assertUnchanged({ version: 3 }, readIfMatch(header))).not.toThrow();
});

test.each(['"2"', 'W/"2"', '"1", "2"', '"03"', '"3 "', '""', '"a,b"', '"3000000000"', '"-3"', '"3.0"'])(
  'If-Match %s does not match version 3',
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

test('a tag with a state matches only that state; a version alone matches any', () => {
  const matches = (header: string) => matchingVersions(readTags(header, 'If-Match'), '"3-abc-def"');
  for (const header of ['"3-abc"', '"3-abc-def"', '"3-abc-other"', 'W/"3-abc-def-gzip"', '"3"'])
    expect(matches(header)).toEqual([3]);
  for (const header of ['"3-abd"', '"2-abc"', '"2"', '""', '"3-"']) expect(matches(header)).toEqual([]);
});

test('a long header that is malformed at its end is rejected quickly', () => {
  const started = performance.now();
  expect(() => readIfMatch(`${'"1",'.repeat(4_000)}x`)).toThrow('If-Match must be an ETag');
  expect(performance.now() - started).toBeLessThan(200);
});

test('If-Match reads the ETag that the server writes', () => {
  expect(readIfMatch(versionEtag(7))).toEqual([7]);
});
