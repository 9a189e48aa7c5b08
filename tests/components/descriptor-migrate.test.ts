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
  test('without URIs, exactly these two are missing, and nothing is changed', () => {
    expect(migrateFixture('variables-only.json')).toEqual({
      outcome: 'incomplete',
      changes: [],
      missing: ['auth_uri', 'token_uri'],
      reasons: [],
      candidates: [],
    });
  });

  test('with one URI, the other is missing', () => {
    expect(migrateFixture('variables-only.json', { authUri: URIS.authUri }).missing).toEqual(['token_uri']);
    expect(migrateFixture('variables-only.json', { tokenUri: URIS.tokenUri }).missing).toEqual(['auth_uri']);
  });

  test('with both URIs, the file gets the documented block after its variables', () => {
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

  test('existing credentials get the block at their end', () => {
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

  test('an existing flag is not written again', () => {
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
    '%s: a complete block only gets the flag',
    (name) => {
      const { outcome, text, changes } = migrateFixture(name);
      expect(outcome).toBe('migrated');
      expect(changes).toEqual([{ pointer: '/credentials/useOAuthClient', value: true }]);
      expect(dropLines(text, /,\n {4}"useOAuthClient": true(?=\n {2}\})/g)).toBe(fixtureText(name));
    },
  );

  test('a block with only a token_uri needs no auth_uri, and a note says so', () => {
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

  test('a relative URI counts as missing until it is replaced, even if the other one is given', () => {
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

  test('a given URI never overwrites a different one, and a note says so', () => {
    const migration = migrateFixture('legacy-block.json', URIS);
    expect(migration.text).not.toContain('pizzavan');
    expect(migration.reasons).toMatchObject([
      { code: 'uri_kept', pointer: '/credentials/oauth2/auth_uri' },
      { code: 'uri_kept', pointer: '/credentials/oauth2/token_uri' },
    ]);
    const same = { authUri: 'https://harbour.example/authorize' };
    expect(migrateFixture('legacy-block.json', same).reasons).toEqual([]);
  });

  test('empty strings in a legacy file are filled', () => {
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

  test('a block at the root is completed in place', () => {
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

  test('a file with its block at the root is unchanged, with the same note as in check', () => {
    expect(codes(migrateFixture('oauth2-at-root.json'))).toEqual(['up_to_date', 'oauth2_at_root']);
  });

  test('a flag without block and variables is up to date, even if URIs are given', () => {
    expect(migrateDescriptor('{"useOAuthClient": true}', URIS)).toMatchObject({ outcome: 'unchanged' });
  });

  test('a file with useOAuthClient: false is unchanged', () => {
    const text = fixtureText('legacy-block.json').replace('{', '{ "useOAuthClient": false,');
    expect(codes(migrateDescriptor(text))).toEqual(['says_no']);
  });
});

describe('OAuth 1', () => {
  test.each([
    ['inside credentials', { credentials: { oauth1: { consumer_key: '{{TRELLO_KEY}}' } } }],
    ['at the root', { oauth1: {} }],
    [
      'next to an OAuth field',
      { credentials: { fields: { a: { viewClass: 'OAuthFieldView' } }, oauth1: {} } },
    ],
  ])('%s is reported as OAuth 1 and never migrated to OAuth 2', (_, part) => {
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

  test.each([
    ['at the root', { useOAuthClient: true }, {}, '/useOAuthClient'],
    ['in credentials', {}, { useOAuthClient: true }, '/credentials/useOAuthClient'],
  ])('useOAuthClient %s next to it is a problem, and no OAuth client is used', (_, root, inside, pointer) => {
    const descriptor = { ...root, credentials: { oauth1: {}, ...inside }, env: ['A_KEY', 'A_SECRET'] };
    expect(inspectDescriptor(descriptor)).toMatchObject({
      style: 'oauth1',
      usesOauthClient: false,
      linked: {},
      problems: [{ code: 'oauth1_with_flag', pointer }],
    });
    const migration = migrateDescriptor(JSON.stringify(descriptor), URIS);
    expect([migration.outcome, codes(migration)]).toEqual(['undecided', ['oauth1_with_flag']]);
  });

  test.each([
    ['authClientTypes', 'auth-client-types', { authClientTypes: ['oauth2'], oauth1: {} }, '/oauth1'],
    [
      'authClientTypes and useOAuthClient',
      'oauth-client',
      { useOAuthClient: true, authClientTypes: ['oauth2'], oauth1: {} },
      '/oauth1',
    ],
    [
      'an oauth2 block',
      'legacy',
      {
        env: ['A_KEY', 'A_SECRET'],
        credentials: { oauth1: {}, oauth2: { token_uri: 'https://a.example/token' } },
      },
      '/credentials/oauth1',
    ],
  ])('a block beside %s is ignored, which a note says', (_, style, descriptor, pointer) => {
    const facts = inspectDescriptor(descriptor);
    expect(facts).toMatchObject({ style, problems: [], questions: [] });
    expect(facts.notes).toContainEqual({ pointer, code: 'oauth1_ignored', message: expect.any(String) });
    expect(facts.oauth1Pointer).toBeUndefined();
  });
});

describe('given variables', () => {
  const choose = (client_id: string, client_secret: string) => ({
    ...URIS,
    variables: { client_id, client_secret },
  });

  test('decide between two pairs', () => {
    const { outcome, changes } = migrateFixture('two-pairs.json', choose('SOUTH_KEY', 'SOUTH_SECRET'));
    expect(outcome).toBe('migrated');
    expect(changes).toContainEqual({ pointer: '/credentials/oauth2/client_id', value: '{{SOUTH_KEY}}' });
    expect(changes).toContainEqual({
      pointer: '/credentials/oauth2/client_secret',
      value: '{{SOUTH_SECRET}}',
    });
  });

  test('can be just one if the other follows from it', () => {
    const { changes } = migrateFixture('two-pairs.json', { ...URIS, variables: { client_id: 'SOUTH_KEY' } });
    expect(changes).toContainEqual({
      pointer: '/credentials/oauth2/client_secret',
      value: '{{SOUTH_SECRET}}',
    });
  });

  test('replace hard-coded values, and repeating the migration changes nothing', () => {
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

  test('must be two different ones that the file declares', () => {
    expect(codes(migrateFixture('two-pairs.json', choose('SOUTH_KYE', 'SOUTH_SECRET')))).toEqual([
      'variable_not_declared',
    ]);
    expect(codes(migrateFixture('two-pairs.json', choose('SOUTH_KEY', 'SOUTH_KEY')))).toContain(
      'oauth2_same_variable',
    );
    expect(() => migrateDescriptor('{}', choose('A B', 'C'))).toThrow(TypeError);
  });
});

describe('open questions', () => {
  test('two pairs are listed as candidates, and nothing is changed', () => {
    const migration = migrateFixture('two-pairs.json', URIS);
    expect(migration).toMatchObject({ outcome: 'undecided', changes: [] });
    expect(migration.text).toBeUndefined();
    expect(migration.candidates).toHaveLength(2);
    expect(codes(migration)).toEqual(['several_pairs']);
  });

  test('a pair without any sign of OAuth is not used, even if URIs are given', () => {
    const migration = migrateFixture('service-account.json', URIS);
    expect(migration.outcome).toBe('undecided');
    expect(migration.candidates).toEqual([{ client_id: 'BUS_APP_ID', client_secret: 'BUS_APP_SECRET' }]);
  });

  test('a descriptor with problems is unchanged, and the problems are reported', () => {
    const text = fixtureText('legacy-block.json').replace('"token_uri"', '"scopes": "all", "token_uri"');
    expect(migrateDescriptor(text)).toMatchObject({
      outcome: 'undecided',
      reasons: [{ pointer: '/credentials/oauth2/scopes', code: 'oauth2_scopes_type' }],
    });
  });

  test('text that is not JSON throws a DescriptorError', () => {
    expect(() => migrateDescriptor('{')).toThrow(DescriptorError);
  });
});

describe('every other byte is preserved', () => {
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
  ])('a one-line file stays on one line and keeps its spacing: %s', (text, added) => {
    const migrated = migrateDescriptor(text, URIS).text ?? '';
    expect(migrated.trimEnd()).not.toContain('\n');
    const at = text.indexOf(']') + 1;
    expect(migrated.startsWith(text.slice(0, at) + added)).toBe(true);
    expect(migrated.endsWith(text.slice(at))).toBe(true);
  });

  test('an inline block in a multi-line file stays inline', () => {
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
    '%s: in any layout, one migration is enough and only changes what it reports',
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

describe('given URIs', () => {
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
  ])('%j is rejected', (uri) => {
    expect(uriFault(uri)).toMatch(/^must /);
    expect(() => migrateDescriptor('{}', { tokenUri: uri })).toThrow(TypeError);
  });
});

/** A descriptor without the members that a migration added, and without the objects that this leaves empty. */
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
