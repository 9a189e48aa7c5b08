import {
  DescriptorError,
  inspectDescriptor,
  migrateDescriptor,
  parseDescriptor,
  uriFault,
} from '../../src/components/descriptor/index.ts';
import type { Migration } from '../../src/components/descriptor/index.ts';
import { fixtureNames, fixtureText } from './descriptor-fixtures.ts';

const URIS = { authUri: 'https://pizzavan.example/authorize', tokenUri: 'https://pizzavan.example/token' };

const migrateFixture = (name: string, options = {}) => migrateDescriptor(fixtureText(name), options);
const codes = ({ reasons }: Migration) => reasons.map(({ code }) => code);
const dropLines = (text: string | undefined, lines: RegExp) => text?.replaceAll(lines, '');

describe('variables without an oauth2 block', () => {
  test('without URIs exactly those two are missing, and nothing is written', () => {
    expect(migrateFixture('variables-only.json')).toEqual({
      outcome: 'incomplete',
      changes: [],
      missing: ['auth_uri', 'token_uri'],
      reasons: [],
      candidates: [],
    });
  });

  test('with one URI the other is missing', () => {
    expect(migrateFixture('variables-only.json', { authUri: URIS.authUri }).missing).toEqual(['token_uri']);
    expect(migrateFixture('variables-only.json', { tokenUri: URIS.tokenUri }).missing).toEqual(['auth_uri']);
  });

  test('with both URIs the file gets the documented block, after its variables', () => {
    const { outcome, text, changes } = migrateFixture('variables-only.json', URIS);
    expect(outcome).toBe('migrated');
    expect(text).toBe(
      fixtureText('variables-only.json').replace(
        '  },\n  "triggers"',
        `  },
  "credentials": {
    "oauth2": {
      "client_id": "{{PIZZAVAN_KEY}}",
      "client_secret": "{{PIZZAVAN_SECRET}}",
      "auth_uri": "https://pizzavan.example/authorize",
      "token_uri": "https://pizzavan.example/token"
    },
    "useOAuthClient": true
  },
  "triggers"`,
      ),
    );
    expect(changes).toEqual([
      { pointer: '/credentials/oauth2/client_id', value: '{{PIZZAVAN_KEY}}' },
      { pointer: '/credentials/oauth2/client_secret', value: '{{PIZZAVAN_SECRET}}' },
      { pointer: '/credentials/oauth2/auth_uri', value: URIS.authUri },
      { pointer: '/credentials/oauth2/token_uri', value: URIS.tokenUri },
      { pointer: '/credentials/useOAuthClient', value: true },
    ]);
  });

  test('credentials that are there get the block at their end', () => {
    const text = migrateFixture('env-and-env-vars.json', URIS).text ?? '';
    expect(parseDescriptor(text).credentials).toEqual({
      fields: { login: { viewClass: 'OAuthFieldView' } },
      oauth2: {
        client_id: '{{TOWER_APP_ID}}',
        client_secret: '{{TOWER_APP_SECRET}}',
        auth_uri: URIS.authUri,
        token_uri: URIS.tokenUri,
      },
      useOAuthClient: true,
    });
  });

  test('a flag that stands somewhere already is not written again', () => {
    const text = '{"useOAuthClient": true, "env": ["A_KEY", "A_SECRET"]}';
    const migrated = parseDescriptor(migrateDescriptor(text, URIS).text ?? '');
    expect(migrated.credentials).toEqual({
      oauth2: {
        client_id: '{{A_KEY}}',
        client_secret: '{{A_SECRET}}',
        auth_uri: URIS.authUri,
        token_uri: URIS.tokenUri,
      },
    });
  });
});

describe('a legacy oauth2 block', () => {
  test.each(['legacy-block.json', 'extra-keys.json', 'client-credentials.json'])(
    '%s: a full block just gets the flag beside it',
    (name) => {
      const { outcome, text, changes } = migrateFixture(name);
      expect(outcome).toBe('migrated');
      expect(changes).toEqual([{ pointer: '/credentials/useOAuthClient', value: true }]);
      expect(dropLines(text, /,\n {4}"useOAuthClient": true(?=\n {2}\})/g)).toBe(fixtureText(name));
    },
  );

  test('a block with a token_uri of its own and no auth_uri needs none, and that is said', () => {
    expect(codes(migrateFixture('client-credentials.json'))).toEqual(['oauth2_no_auth_uri']);
    const given = migrateFixture('client-credentials.json', URIS);
    expect(given.changes[0]).toEqual({ pointer: '/credentials/oauth2/auth_uri', value: URIS.authUri });
    expect(codes(given)).toEqual(['uri_kept']);
  });

  test('a block without token_uri is incomplete', () => {
    const text = fixtureText('legacy-block.json').replace(/,\n *"token_uri".*/, '');
    expect(migrateDescriptor(text)).toMatchObject({ outcome: 'incomplete', missing: ['token_uri'] });
    expect(migrateDescriptor(text, URIS)).toMatchObject({ outcome: 'migrated', missing: [] });
  });

  test('a relative URI counts as missing, also when the other one is given, and is replaced by the given one', () => {
    const relative = migrateFixture('env-list.json');
    expect(relative).toMatchObject({
      outcome: 'incomplete',
      missing: ['auth_uri'],
      reasons: [{ code: 'oauth2_uri', pointer: '/credentials/oauth2/auth_uri' }],
    });
    expect(migrateFixture('env-list.json', { tokenUri: URIS.tokenUri }).missing).toEqual(['auth_uri']);
    expect(migrateFixture('env-list.json', { authUri: URIS.authUri })).toMatchObject({
      outcome: 'migrated',
      changes: [
        { pointer: '/credentials/oauth2/auth_uri', value: URIS.authUri },
        { pointer: '/credentials/useOAuthClient', value: true },
      ],
    });
    const block = { client_id: '{{A_ID}}', client_secret: '{{A_SECRET}}', auth_uri: '/a', token_uri: 't' };
    const both = JSON.stringify({ credentials: { oauth2: block } });
    expect(migrateDescriptor(both, { authUri: URIS.authUri }).missing).toEqual(['token_uri']);
    expect(migrateDescriptor(both, URIS).outcome).toBe('migrated');
  });

  test('a given URI never overwrites a different one, and that is said', () => {
    const migration = migrateFixture('legacy-block.json', URIS);
    expect(migration.text).not.toContain('pizzavan');
    expect(migration.reasons).toMatchObject([
      { code: 'uri_kept', pointer: '/credentials/oauth2/auth_uri' },
      { code: 'uri_kept', pointer: '/credentials/oauth2/token_uri' },
    ]);
    const same = { authUri: 'https://harbour.example/authorize' };
    expect(migrateFixture('legacy-block.json', same).reasons).toEqual([]);
  });

  test('empty strings are filled in a legacy file', () => {
    const text = fixtureText('empty-client.json')
      .replace(/,\n *"useOAuthClient": true/, '')
      .replace(/"https:.*token"/, '""');
    const { text: migrated = '', changes } = migrateDescriptor(text, URIS);
    expect(changes.map(({ pointer }) => pointer.split('/').at(-1))).toEqual([
      'client_id',
      'client_secret',
      'token_uri',
      'useOAuthClient',
    ]);
    expect(parseDescriptor(migrated).credentials).toEqual({
      oauth2: {
        client_id: '{{PIZZAVAN_KEY}}',
        client_secret: '{{PIZZAVAN_SECRET}}',
        auth_uri: URIS.authUri,
        token_uri: URIS.tokenUri,
      },
      useOAuthClient: true,
    });
  });

  test('a block at the root gets what it lacks where it stands', () => {
    const text = fixtureText('oauth2-at-root.json').replace(/,\n *"useOAuthClient": true/, '');
    const migrated = parseDescriptor(migrateDescriptor(text).text ?? '');
    expect(migrated).toMatchObject({ useOAuthClient: true, oauth2: { client_id: '{{PIZZAVAN_KEY}}' } });
    expect(migrated.credentials).toBeUndefined();
  });
});

describe('nothing to do', () => {
  test.each([
    ['flag-at-root.json', 'up_to_date'],
    ['flag-in-credentials.json', 'up_to_date'],
    ['empty-client.json', 'up_to_date'],
    ['auth-client-types.json', 'newer_style'],
    ['entered-client.json', 'own_client'],
    ['api-key.json', 'no_oauth'],
    ['no-credentials.json', 'no_oauth'],
  ])('%s is unchanged, because %s', (name, code) => {
    const migration = migrateFixture(name);
    expect(migration).toMatchObject({ outcome: 'unchanged', changes: [], missing: [] });
    expect(migration.text).toBeUndefined();
    expect(codes(migration)).toEqual([code]);
  });

  test('a file with its block at the root is unchanged, and told of its place as check tells it', () => {
    expect(codes(migrateFixture('oauth2-at-root.json'))).toEqual(['up_to_date', 'oauth2_at_root']);
  });

  test('a flag without block and variables is up to date, also when URIs are given', () => {
    expect(migrateDescriptor('{"useOAuthClient": true}', URIS)).toMatchObject({ outcome: 'unchanged' });
  });

  test('a file that says false is left as it is', () => {
    const text = fixtureText('legacy-block.json').replace('{', '{ "useOAuthClient": false,');
    expect(codes(migrateDescriptor(text))).toEqual(['says_no']);
  });
});

describe('OAuth 1', () => {
  test.each([
    ['inside credentials', { credentials: { oauth1: { consumer_key: '{{TRELLO_KEY}}' } } }],
    ['at the root', { oauth1: {} }],
    [
      'beside an OAuth field',
      { credentials: { fields: { a: { viewClass: 'OAuthFieldView' } }, oauth1: {} } },
    ],
  ])('%s is told as such and never migrated to OAuth 2', (_, part) => {
    const text = JSON.stringify({ envVars: { TRELLO_KEY: {}, TRELLO_SECRET: {} }, ...part });
    expect(inspectDescriptor(JSON.parse(text))).toMatchObject({
      style: 'oauth1',
      linked: {},
      questions: [],
      notes: [{ code: 'oauth1' }],
    });
    const migration = migrateDescriptor(text, URIS);
    expect([migration.outcome, codes(migration)]).toEqual(['unchanged', ['oauth1']]);
  });

  test('useOAuthClient beside it is a question', () => {
    const text = '{"useOAuthClient": true, "credentials": {"oauth1": {}}, "env": ["A_KEY", "A_SECRET"]}';
    expect(codes(migrateDescriptor(text, URIS))).toEqual(['oauth1_with_flag']);
  });
});

describe('variables that are given', () => {
  const choose = (client_id: string, client_secret: string) => ({
    ...URIS,
    variables: { client_id, client_secret },
  });

  test('settle which of two pairs it is', () => {
    const { outcome, changes } = migrateFixture('two-pairs.json', choose('SOUTH_KEY', 'SOUTH_SECRET'));
    expect(outcome).toBe('migrated');
    expect(changes).toContainEqual({ pointer: '/credentials/oauth2/client_id', value: '{{SOUTH_KEY}}' });
    expect(changes).toContainEqual({
      pointer: '/credentials/oauth2/client_secret',
      value: '{{SOUTH_SECRET}}',
    });
  });

  test('one side is enough where the other follows from it', () => {
    const { changes } = migrateFixture('two-pairs.json', { ...URIS, variables: { client_id: 'SOUTH_KEY' } });
    expect(changes).toContainEqual({
      pointer: '/credentials/oauth2/client_secret',
      value: '{{SOUTH_SECRET}}',
    });
  });

  test('take the place of what was written in the file, and doing it again changes nothing', () => {
    const oauth2 = {
      client_id: 'abc',
      client_secret: '${SECRET}',
      auth_uri: URIS.authUri,
      token_uri: URIS.tokenUri,
    };
    const { text = '' } = migrateDescriptor(
      JSON.stringify({ credentials: { oauth2 } }),
      choose('A_ID', 'A_SECRET'),
    );
    expect(parseDescriptor(text)).toMatchObject({
      credentials: { oauth2: { client_id: '{{A_ID}}', client_secret: '{{A_SECRET}}' }, useOAuthClient: true },
    });
    expect(migrateDescriptor(text, choose('A_ID', 'A_SECRET')).outcome).toBe('unchanged');
  });

  test('must be among those that the file declares, and two', () => {
    expect(codes(migrateFixture('two-pairs.json', choose('SOUTH_KYE', 'SOUTH_SECRET')))).toEqual([
      'variable_not_declared',
    ]);
    expect(codes(migrateFixture('two-pairs.json', choose('SOUTH_KEY', 'SOUTH_KEY')))).toContain(
      'oauth2_same_variable',
    );
    expect(() => migrateDescriptor('{}', choose('A B', 'C'))).toThrow(TypeError);
  });
});

describe('what a person must decide', () => {
  test('two pairs are named as candidates, and nothing is written', () => {
    const migration = migrateFixture('two-pairs.json', URIS);
    expect(migration).toMatchObject({ outcome: 'undecided', changes: [] });
    expect(migration.text).toBeUndefined();
    expect(migration.candidates).toHaveLength(2);
    expect(codes(migration)).toEqual(['several_pairs']);
  });

  test('a pair without any sign of OAuth is not taken, also when URIs are given', () => {
    const migration = migrateFixture('service-account.json', URIS);
    expect(migration.outcome).toBe('undecided');
    expect(migration.candidates).toEqual([{ client_id: 'BUS_APP_ID', client_secret: 'BUS_APP_SECRET' }]);
  });

  test('a descriptor with problems is not touched, and they are told', () => {
    const text = fixtureText('legacy-block.json').replace('"token_uri"', '"scopes": "all", "token_uri"');
    expect(migrateDescriptor(text)).toMatchObject({
      outcome: 'undecided',
      reasons: [{ pointer: '/credentials/oauth2/scopes', code: 'oauth2_scopes_type' }],
    });
  });

  test('a text that is not JSON is a DescriptorError', () => {
    expect(() => migrateDescriptor('{')).toThrow(DescriptorError);
  });
});

describe('every other byte stays', () => {
  const legacy = (eol: string, step: string) =>
    ['{', '"n": 1.0, "e": 1E+2, "s": "\\u00e4\\/",', '"env": ["A_KEY",   "A_SECRET"],', '"z": {}', '}']
      .map((line, at) => (at > 0 && at < 4 ? step + line : line))
      .join(eol);

  test.each([
    ['tabs and CRLF', '\r\n', '\t'],
    ['two spaces', '\n', '  '],
    ['four spaces', '\n', '    '],
    ['lone CR', '\r', ' '],
  ])('%s, number spellings, escapes and a missing final line break are kept', (_, eol, step) => {
    const text = legacy(eol, step);
    const added = [
      ',',
      `${step}"credentials": {`,
      `${step}${step}"oauth2": {`,
      `${step}${step}${step}"client_id": "{{A_KEY}}",`,
      `${step}${step}${step}"client_secret": "{{A_SECRET}}",`,
      `${step}${step}${step}"auth_uri": "${URIS.authUri}",`,
      `${step}${step}${step}"token_uri": "${URIS.tokenUri}"`,
      `${step}${step}},`,
      `${step}${step}"useOAuthClient": true`,
      `${step}}`,
    ].join(eol);
    const at = text.indexOf(']') + 1;
    expect(migrateDescriptor(text, URIS).text).toBe(text.slice(0, at) + added + text.slice(at));
  });

  test.each([
    ['{"env":["A_KEY","A_SECRET"],"a":1}', ',"credentials":{"oauth2":{"client_id":"{{A_KEY}}",'],
    ['{"env": ["A_KEY", "A_SECRET"], "a": 1}\n', ', "credentials": {"oauth2": {"client_id": "{{A_KEY}}", '],
  ])('a file of one line stays one line, with its spacing: %s', (text, added) => {
    const migrated = migrateDescriptor(text, URIS).text ?? '';
    expect(migrated.trimEnd()).not.toContain('\n');
    const at = text.indexOf(']') + 1;
    expect(migrated.startsWith(text.slice(0, at) + added)).toBe(true);
    expect(migrated.endsWith(text.slice(at))).toBe(true);
  });

  test('an inline block in a file of many lines stays inline', () => {
    const block = '"oauth2": {"client_id": "{{A_KEY}}", "client_secret": "{{A_SECRET}}"}';
    const text = `{\n  "env": ["A_KEY", "A_SECRET"],\n  "credentials": { ${block} }\n}\n`;
    const uris = `, "auth_uri": "${URIS.authUri}", "token_uri": "${URIS.tokenUri}"}`;
    const expected = text.replace(/\} \}/, `${uris}, "useOAuthClient": true }`);
    expect(migrateDescriptor(text, URIS).text).toBe(expected);
  });

  test('empty credentials and an empty block are filled', () => {
    const text = '{\n "env": ["A_KEY", "A_SECRET"],\n "credentials": {}\n}';
    expect(migrateDescriptor(text, URIS).text).toContain('"credentials": {\n  "oauth2": {\n   "client_id"');
    const block = '{"env":["A_KEY","A_SECRET"],"credentials":{"oauth2":{}}}';
    const migrated = parseDescriptor(migrateDescriptor(block, URIS).text ?? '');
    expect(migrated).toMatchObject({
      credentials: { oauth2: { token_uri: URIS.tokenUri }, useOAuthClient: true },
    });
  });

  test.each(fixtureNames)(
    '%s: laid out in any way, once is enough, and only what is told changes',
    (name) => {
      const parsed = parseDescriptor(fixtureText(name));
      for (const text of [fixtureText(name), JSON.stringify(parsed), JSON.stringify(parsed, null, '\t')]) {
        const { outcome, text: migrated, changes } = migrateDescriptor(text, URIS);
        if (outcome !== 'migrated' || migrated === undefined) continue;
        const facts = inspectDescriptor(parseDescriptor(migrated));
        expect(facts).toMatchObject({ usesOauthClient: true, problems: [], questions: [] });
        expect(migrateDescriptor(migrated, URIS)).toMatchObject({ outcome: 'unchanged', changes: [] });
        expect(without(parseDescriptor(migrated), changes)).toEqual(without(parsed, changes));
      }
    },
  );
});

describe('URIs that are given', () => {
  test.each([
    'https://a.example/authorize',
    'http://localhost:8080/token?x=1',
    'https://{{region}}.a.example/token',
    '{{tokenUri}}',
    '{{instance}}/oauth/token',
  ])('%s is accepted', (uri) => expect(uriFault(uri)).toBeUndefined());

  test.each([
    '',
    '/authorize',
    'a.example/authorize',
    'ftp://a.example/',
    'javascript:alert(1)//{{x}}',
    'https://',
    'https://a.example/#top',
    'https://a.example/\u0000',
    'https://a.example/ x',
  ])('%j is refused', (uri) => {
    expect(uriFault(uri)).toMatch(/^must /);
    expect(() => migrateDescriptor('{}', { tokenUri: uri })).toThrow(TypeError);
  });
});

/** A descriptor without the members that a migration wrote, and without objects that are then empty. */
function without(descriptor: Record<string, unknown>, changes: Migration['changes']): unknown {
  const copy = structuredClone(descriptor);
  for (const { pointer } of changes) remove(copy, pointer.split('/').slice(1));
  return copy;
}

function remove(object: Record<string, unknown>, [key = '', ...below]: string[]): void {
  const value = object[key];
  if (below.length > 0 && typeof value === 'object' && value !== null) {
    remove(value as Record<string, unknown>, below);
    if (Object.keys(value).length === 0) delete object[key];
  } else delete object[key];
}
