import { loadSchemas } from '../../../src/schema/index.ts';
import { filterEvents, type Filterable } from '../../../src/webhooks/parsing/index.ts';

const schemas = loadSchemas();

const eventOf = (type: string | null): Filterable => ({
  kind: 'event',
  parsed: { type, id: null, user: null, data: {} },
  sample: { body: Buffer.from('{}'), contentType: null, headers: {} },
});

/** Which of the types a filter with `types` accepts. */
async function matching(types: [string, ...string[]], among: readonly (string | null)[]) {
  const results = await filterEvents({ types }, among.map(eventOf), 'acme');
  return among.filter((_type, index) => {
    const result = results[index]!;
    return result.ok && result.matches;
  });
}

const TYPES = [
  'invoice',
  'invoice.paid',
  'invoice.payment.failed',
  'invoices.paid',
  'Invoice.paid',
  'order.paid',
];

test.each<[[string, ...string[]], string[]]>([
  [['invoice.*'], ['invoice.paid', 'invoice.payment.failed']],
  [['invoice*'], ['invoice', 'invoice.paid', 'invoice.payment.failed', 'invoices.paid']],
  [['invoice'], ['invoice']],
  [['invoice.paid'], ['invoice.paid']],
  [
    ['order.*', 'invoice.paid'],
    ['invoice.paid', 'order.paid'],
  ],
  [['*'], TYPES],
  [['invoice.'], []],
  [['.*'], []],
])('%j matches %j', async (types, matches) => {
  expect(await matching(types, TYPES)).toEqual(matches);
});

test('an event without a type matches no pattern', async () => {
  expect(await matching(['*', 'a*'], [null])).toEqual([]);
});

test('only * at the end has a meaning, whatever else a type contains', async () => {
  const types = ['a.b', 'axb', 'a+b', '[a]', 'a?'];
  for (const type of types) expect(await matching([type], types)).toEqual([type]);
  expect(await matching(['[a*'], types)).toEqual(['[a]']);
});

test.each(['*.paid', 'a*b', '**', 'a.*.b'])('%s is refused, because * is only allowed at the end', (type) => {
  expect(() => schemas.check('webhook-filter', { types: [type] })).toThrow(
    /contain \* only at the end, where it stands for any text; for other patterns, use expression/,
  );
  expect(() => schemas.check('webhook-filter', { types: ['a.*', 'a', '*'] })).not.toThrow();
});
