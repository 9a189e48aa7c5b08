import { dataOf, parseAs, reasonOf } from './samples.ts';

const MALFORMED = 'The body is not well-formed XML.';

describe('XML becomes JSON:', () => {
  test.each<[string, string, unknown]>([
    ['an empty element is an empty string', '<a/>', { a: '' }],
    ['an element with text is a string', '<a>\n x y </a>', { a: 'x y' }],
    ['repeated elements are an array', '<r><a>1</a><b/><a>2</a></r>', { r: { a: ['1', '2'], b: '' } }],
    ['attributes start with @', '<a b="1" c=\' 2 \'>x</a>', { a: { '@b': '1', '@c': ' 2 ', '#text': 'x' } }],
    [
      'text next to elements is #text',
      '<p>Hello <b>x</b> world</p>',
      { p: { b: 'x', '#text': 'Hello  world' } },
    ],
    ['numbers stay strings', '<a b="1.0">007</a>', { a: { '@b': '1.0', '#text': '007' } }],
    ['true and exponents stay strings', '<r><a>true</a><b>1e3</b></r>', { r: { a: 'true', b: '1e3' } }],
    [
      'escaped characters are decoded',
      '<a b="&quot;&#10;">&lt;&amp;lt;&apos;&#233;&#x1F600;</a>',
      { a: { '@b': '"\n', '#text': "<&lt;'é😀" } },
    ],
    [
      'a CDATA section is literal text',
      '<a>x <![CDATA[<!DOCTYPE b> &amp; ]]>y</a>',
      { a: 'x <!DOCTYPE b> &amp; y' },
    ],
    [
      'comments and processing instructions are ignored',
      '<?xml version="1.0"?><?x y?><!-- <b> --><a>1<!-- 2 -->3</a>\n',
      { a: '13' },
    ],
    ['an empty line before the declaration is ignored', '\r\n<?xml version="1.0"?><a>1</a>', { a: '1' }],
    ['line ends are normalized', '<a>1\r\n2\r3\n4</a>', { a: '1\n2\n3\n4' }],
    ['whitespace in attributes becomes spaces', '<a b="1\r\n2\t3&#10;4"/>', { a: { '@b': '1 2 3\n4' } }],
    ['a byte order mark is ignored', '\ufeff<?xml version="1.0" encoding="utf-8"?><a>ü</a>', { a: 'ü' }],
    [
      'another encoding is accepted for plain ASCII',
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>u</a>',
      { a: 'u' },
    ],
    ['names can be non-ASCII and have a namespace', '<x:größe ü="1"/>', { 'x:größe': { '@ü': '1' } }],
  ])('%s', async (_what, body, data) => {
    expect(await dataOf('xml', body)).toEqual(data);
  });
});

test.each([
  ['nothing', ''],
  ['only text', 'junk'],
  ['JSON', '{"a":1}'],
  ['two roots', '<a></a><b></b>'],
  ['two empty roots', '<a/><b/>'],
  ['two roots of one name', '<a/><a/>'],
  ['text after the root', '<a/>junk'],
  ['text before the root', 'junk<a/>'],
  ['CDATA after the root', '<a/><![CDATA[x]]>'],
  ['an unclosed element', '<a><b></b>'],
  ['a mismatched end tag', '<a></b>'],
  ['an end tag without a start tag', '</a>'],
  ['an end tag before its start tag', '</body><body>'],
  ['an unclosed tag', '<a/'],
  ['an unclosed comment', '<a/><!-- x'],
  ['an unclosed CDATA section', '<a><![CDATA[x</a>'],
  ['a stray ampersand', '<a>x & y</a>'],
  ['an attribute without quotes', '<a b=1/>'],
  ['a duplicate attribute', '<a b="1" b="2"/>'],
  ['a tag in an attribute', '<a b="<c>"/>'],
])('%s is not XML', async (_what, body) => {
  expect(await reasonOf(parseAs('xml', body))).toBe(MALFORMED);
});

describe('anything that refers outside the body is refused:', () => {
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol">${Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`,
  ).join('')}]><lolz>&a8;</lolz>`;

  test.each([
    ['an entity bomb', bomb],
    ['a local file', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['an external URL', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'],
    ['parameter entities', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><a/>'],
    ['an HTML DOCTYPE', '<!doctype html><html></html>'],
    ['a DOCTYPE after the root', '<a/><!DOCTYPE a>'],
    ['a DOCTYPE hidden by an attribute', '<a b="<!--"/><!DOCTYPE a [<!ENTITY x "y">]>'],
    ['a declaration in an element', '<a><!ENTITY x "y"></a>'],
  ])('%s', async (_what, body) => {
    expect(await reasonOf(parseAs('xml', body))).toMatch(
      /^The body (?:contains a DOCTYPE, which is not supported|is not well-formed XML)\.$/,
    );
  });

  test.each([
    ['an undeclared entity', '<a>&x;</a>'],
    ['an HTML entity', '<a>&nbsp;</a>'],
    ['an entity named like a built-in property', '<a>&constructor;</a>'],
    ['an entity in an attribute', '<a b="&x;"/>'],
    ['a character reference to NUL', '<a>&#0;</a>'],
    ['a character reference to a surrogate', '<a>&#xD83D;</a>'],
    ['a character reference beyond Unicode', '<a>&#x110000;</a>'],
  ])('%s', async (_what, body) => {
    expect(await reasonOf(parseAs('xml', body))).toBe(
      'The body contains an entity that XML does not predefine, or an invalid character reference.',
    );
  });

  test('an entity declared by a DOCTYPE is not known in the next body', async () => {
    await parseAs('xml', '<!DOCTYPE a [<!ENTITY x "secret">]><a>&x;</a>');
    expect(await reasonOf(parseAs('xml', '<a>&x;</a>'))).toContain('an entity');
  });
});

test.each([
  ['NUL', '<a>\0</a>', 'The body contains a character that is not allowed in XML.'],
  ['a control character', '<a b="\u0007"/>', 'The body contains a character that is not allowed in XML.'],
  ['bytes that are not UTF-8', Buffer.from('<a>\xe9</a>', 'latin1'), 'The body is not valid UTF-8.'],
  [
    'another encoding',
    '<?xml version="1.0" encoding="windows-1252"?><a>ü</a>',
    'The XML declaration specifies an encoding other than UTF-8, the only one supported.',
  ],
  ['65 levels', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'The body is nested deeper than 64 levels.'],
  [
    '1,000 levels',
    `${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`,
    'The body is nested deeper than 64 levels.',
  ],
  ['2,000 unclosed levels', '<a>'.repeat(2_000), MALFORMED],
  [
    'more than 5,000 tags',
    `<a>${'<b/>'.repeat(5_000)}</a>`,
    'The body has more than 5000 tags and attributes.',
  ],
  [
    'more than 5,000 attributes',
    `<a ${Array.from({ length: 5_000 }, (_, n) => `a${n}=''`).join(' ')}/>`,
    'The body has more than 5000 tags and attributes.',
  ],
])('%s is refused', async (_what, body, reason) => {
  expect(await reasonOf(parseAs('xml', body))).toBe(reason);
});

test('64 levels are read', async () => {
  expect(await dataOf('xml', `${'<a>'.repeat(64)}${'</a>'.repeat(64)}`)).toHaveProperty('a.a.a.a');
});

describe('the names of built-in object properties:', () => {
  test.each(['__proto__', 'constructor', 'prototype'])('%s is refused as an element name', async (name) => {
    expect(await reasonOf(parseAs('xml', `<a><${name}><hit/></${name}></a>`))).toBe(
      'The body contains an element named __proto__, constructor or prototype.',
    );
    expect(({} as Record<string, unknown>)['hit']).toBeUndefined();
  });

  test.each(['toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    '%s is an ordinary name',
    async (name) => {
      const data = await dataOf('xml', `<a ${name}="1"><${name}>1</${name}><${name}>2</${name}></a>`);
      expect(data).toEqual({
        a: Object.fromEntries([
          [`@${name}`, '1'],
          [name, ['1', '2']],
        ]),
      });
    },
  );

  test('all are allowed as attribute names', async () => {
    const data = await dataOf('xml', '<a __proto__="1" constructor="2"/>');
    expect(data).toEqual({
      a: Object.fromEntries([
        ['@__proto__', '1'],
        ['@constructor', '2'],
      ]),
    });
  });
});
