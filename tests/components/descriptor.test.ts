import { fillVariables, inspectDescriptor, parseDescriptor } from '../../src/components/descriptor/index.ts';
import { fixtureNames, fixtureText, inspectFixture } from './descriptor-fixtures.ts';

describe('use of an OAuth client', () => {
  const fixtures: [name: string, usesOauthClient: boolean, style: string][] = [
    ['flag-at-root.json', true, 'oauth-client'],
    ['flag-in-credentials.json', true, 'oauth-client'],
    ['auth-client-types.json', true, 'auth-client-types'],
    ['empty-client.json', true, 'oauth-client'],
    ['oauth2-at-root.json', true, 'oauth-client'],
    ['variables-only.json', false, 'legacy'],
    ['legacy-block.json', false, 'legacy'],
    ['env-list.json', false, 'legacy'],
    ['env-and-env-vars.json', false, 'legacy'],
    ['extra-keys.json', false, 'legacy'],
    ['client-credentials.json', false, 'legacy'],
    ['two-pairs.json', false, 'undecided'],
    ['service-account.json', false, 'undecided'],
    ['entered-client.json', false, 'own-client'],
    ['api-key.json', false, 'none'],
    ['no-credentials.json', false, 'none'],
  ];

  test.each(fixtures)('%s: %s, %s', (name, usesOauthClient, style) => {
    expect(inspectFixture(name)).toMatchObject({ usesOauthClient, style, problems: [] });
  });

  test('every fixture is in the table above', () => {
    expect(fixtures.map(([name]) => name).sort()).toEqual(fixtureNames.toSorted());
  });

  test('authClientTypes without oauth2 does not use an OAuth client', () => {
    expect(inspectDescriptor({ authClientTypes: ['basic'] })).toMatchObject({
      usesOauthClient: false,
      problems: [],
    });
  });

  test('an inherited flag does not count', () => {
    const inherited = Object.create({ useOAuthClient: true }) as Record<string, unknown>;
    expect(inspectDescriptor(inherited).usesOauthClient).toBe(false);
  });
});

describe('variables', () => {
  test('envVars and env are merged, and the first declaration of a name wins', () => {
    expect(inspectFixture('env-and-env-vars.json').variables).toEqual([
      { name: 'TOWER_APP_ID', required: true, description: 'from envVars' },
      { name: 'TOWER_APP_SECRET', description: 'The secret' },
      { name: 'TOWER_REGION' },
    ]);
  });

  test('an env array declares names', () => {
    expect(inspectFixture('env-list.json').variables).toEqual([
      { name: 'SHED_APP_KEY' },
      { name: 'SHED_APP_SECRET' },
    ]);
  });

  test('an empty envVars object declares nothing', () => {
    expect(inspectFixture('api-key.json').variables).toEqual([]);
  });
});

describe('links by template', () => {
  const block = (oauth2: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
    inspectDescriptor({
      envVars: { A_KEY: {}, A_SECRET: {}, B_KEY: {}, B_SECRET: {} },
      credentials: { fields: { oauth: { viewClass: 'OAuthFieldView' } }, oauth2 },
      ...rest,
    });

  test('the client_id and client_secret templates are linked to the declared variables', () => {
    expect(inspectFixture('flag-at-root.json').linked).toEqual({
      client_id: 'HARBOUR_CLIENT_ID',
      client_secret: 'HARBOUR_CLIENT_SECRET',
    });
    expect(inspectFixture('extra-keys.json').linked).toEqual({
      client_id: 'NINE_APP_ID',
      client_secret: 'NINE_APP_SECRET',
    });
  });

  test('a template that names a credential field is not linked', () => {
    const facts = inspectFixture('entered-client.json');
    expect(facts.linked).toEqual({});
    expect(facts.notes.map(({ code }) => code)).toEqual(['template_not_linked', 'template_not_linked']);
  });

  test('a template of an undeclared variable is linked to the variable of that name', () => {
    const facts = inspectDescriptor({
      useOAuthClient: true,
      credentials: { oauth2: { client_id: '{{OLD_KEY}}', client_secret: '{{constructor}}' } },
    });
    expect(facts).toMatchObject({
      linked: { client_id: 'OLD_KEY', client_secret: 'constructor' },
      questions: [],
    });
    expect(facts.notes.map(({ code }) => code)).toContain('variable_undeclared');
    expect(
      fillVariables({
        facts,
        stored: { OLD_KEY: 'old', constructor: 'old' },
        client: { client_id: 'new', client_secret: 'fresh' },
      }),
    ).toEqual({ OLD_KEY: 'new', constructor: 'fresh' });
  });

  test('an undeclared variable is linked without the flag too, and the style is legacy', () => {
    const facts = block({ client_id: '{{NEW_KEY}}', client_secret: '{{NEW_SECRET}}' });
    expect(facts).toMatchObject({
      style: 'legacy',
      linked: { client_id: 'NEW_KEY', client_secret: 'NEW_SECRET' },
    });
  });

  test.each([
    ['a field', '{{email}}', { email: { viewClass: 'TextFieldView' } }],
    ['a property of a field', '{{auth.clientId}}', { auth: { viewClass: 'HTTPAuthView' } }],
    ['a field of an HTTPAuthView', '{{oauth2_field_client_id}}', { auth: { viewClass: 'TextFieldView' } }],
  ])('a template that names %s is not linked', (_, client_id, fields) => {
    const credentials = { fields, oauth2: { client_id, client_secret: '{{A_SECRET}}' } };
    expect(inspectDescriptor({ useOAuthClient: true, credentials }).linked).toEqual({
      client_secret: 'A_SECRET',
    });
  });

  test.each([
    '{A}',
    '${A}',
    '$A_KEY',
    '%A_KEY%',
    '{{A',
    'x-{{A}}',
    '{{A}}{{B}}',
    '{{{A}}}',
    '{{__proto__}}',
    '{{A B}}',
  ])('%s is neither a template nor a value: a question that says how to write one', (client_id) => {
    for (const useOAuthClient of [undefined, true]) {
      const flag = useOAuthClient ? { useOAuthClient } : {};
      const facts = block({ client_id, client_secret: '{{A_SECRET}}' }, flag);
      expect(facts.questions).toMatchObject([
        { code: 'template_malformed', pointer: '/credentials/oauth2/client_id' },
      ]);
      expect(facts.questions[0]?.message).toContain('"{{NAME}}"');
      expect(facts.linked).toEqual({ client_secret: 'A_SECRET' });
    }
  });

  test('with an HTTPAuthView and a block without a client, each credential has its own client', () => {
    const credentials = {
      fields: { auth: { viewClass: 'HTTPAuthView' } },
      oauth2: { auth_uri: 'https://a.example/a', token_uri: 'https://a.example/t' },
    };
    expect(inspectDescriptor({ credentials })).toMatchObject({
      style: 'own-client',
      questions: [],
      linked: {},
    });
  });

  test('an OAuth 2 type in authClientTypes uses an OAuth client', () => {
    expect(inspectDescriptor({ authClientTypes: ['basic', 'oauth2_instagram'] })).toMatchObject({
      usesOauthClient: true,
      style: 'auth-client-types',
    });
    expect(inspectDescriptor({ authClientTypes: ['oauth20'] }).usesOauthClient).toBe(false);
  });

  test('a template decides between two pairs, even if the other value is empty', () => {
    const linked = { client_id: 'B_KEY', client_secret: 'B_SECRET' };
    expect(block({ client_id: '{{B_KEY}}', client_secret: '' }).linked).toEqual(linked);
    expect(block({ client_secret: '{{B_SECRET}}' })).toMatchObject({ linked, candidates: [] });
  });

  test('a hard-coded client is not linked, and a note points out its secret', () => {
    const facts = block({ client_id: 'abc', client_secret: 'xyz', token_uri: 'https://a.example/token' });
    expect(facts).toMatchObject({ style: 'own-client', linked: {}, questions: [] });
    expect(facts.notes.map(({ code }) => code)).toContain('client_secret_written');
  });

  test('a client that is half variable and half hard-coded is a question', () => {
    const facts = block({ client_id: 'abc', client_secret: '{{A_SECRET}}' });
    expect(facts).toMatchObject({ style: 'undecided', questions: [{ code: 'client_incomplete' }] });
  });

  test('one variable for both client_id and client_secret is a problem', () => {
    const facts = block({ client_id: '{{A_KEY}}', client_secret: '{{A_KEY}}' });
    expect(facts.problems.map(({ code }) => code)).toEqual(['oauth2_same_variable']);
  });

  test('an oauth2 block without client and without variables is a question', () => {
    const facts = block({ token_uri: 'https://a.example/token' }, { envVars: {} });
    expect(facts).toMatchObject({ style: 'undecided', questions: [{ code: 'client_incomplete' }] });
  });

  test('unknown oauth2 keys are kept as declared', () => {
    const declared = JSON.parse(fixtureText('extra-keys.json')) as { credentials: { oauth2: unknown } };
    expect(inspectFixture('extra-keys.json').oauth2).toEqual(declared.credentials.oauth2);
  });

  test('a relative URI is a note, not a problem', () => {
    const facts = inspectFixture('env-list.json');
    expect(facts.problems).toEqual([]);
    expect(facts.notes).toMatchObject([{ pointer: '/credentials/oauth2/auth_uri', code: 'oauth2_uri' }]);
  });

  test('an oauth2 block at the root is read, with a note about its place', () => {
    const facts = inspectFixture('oauth2-at-root.json');
    expect(facts).toMatchObject({
      oauth2Pointer: '/oauth2',
      notes: [{ pointer: '/oauth2', code: 'oauth2_at_root' }],
    });
  });
});

describe('links by name', () => {
  const ofNames = (...env: string[]) => inspectDescriptor({ env });

  test.each([
    ['OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET'],
    ['SALESFORCE_KEY', 'SALESFORCE_SECRET'],
    ['PIZZAVAN_KEY', 'PIZZAVAN_SECRET'],
    ['MSAPP_CLIENT_ID', 'MSAPP_CLIENT_SECRET'],
    ['PODIO_APP_ID', 'PODIO_APP_SECRET'],
    ['DROPBOX_APP_KEY', 'DROPBOX_APP_SECRET'],
    ['CONSUMER_KEY', 'CONSUMER_SECRET'],
    ['CLIENTID', 'CLIENTSECRET'],
    ['client_id', 'client_secret'],
    ['clientId', 'clientSecret'],
    ['oAuthClientID', 'oauthClientSecret'],
    ['HARBOUR_CLIENT_ID_EU', 'HARBOUR_CLIENT_SECRET_EU'],
    ['HARBOUR_CLIENT_KEY', 'HARBOUR_CLIENT_SECRET_KEY'],
    ['HARBOUR_CLIENT_ID', 'HARBOUR_SECRET'],
    ['HARBOUR_KEY', 'HARBOUR_APP_SECRET'],
  ])('%s and %s are a pair among other variables', (client_id, client_secret) => {
    const facts = ofNames('HARBOUR_API_VERSION', client_secret, 'LOG_LEVEL', client_id, 'ENCRYPTION_KEY');
    expect(facts).toMatchObject({ style: 'legacy', linked: { client_id, client_secret }, candidates: [] });
  });

  test.each([
    ['no shared stem', ['NORTH_ID', 'SOUTH_SECRET']],
    ['no stem at all', ['KEY', 'SECRET']],
    ['no secret', ['HARBOUR_ID', 'HARBOUR_KEY']],
    ['no id', ['HARBOUR_SECRET', 'HARBOUR_TOKEN']],
  ])('%s: no pair', (_, names) => {
    expect(ofNames(...names)).toMatchObject({ linked: {}, candidates: [], style: 'none' });
  });

  test('if two pairs fit, both are listed and neither is used', () => {
    const facts = inspectFixture('two-pairs.json');
    expect(facts).toMatchObject({
      linked: {},
      candidates: [
        { client_id: 'NORTH_CLIENT_ID', client_secret: 'NORTH_CLIENT_SECRET' },
        { client_id: 'SOUTH_KEY', client_secret: 'SOUTH_SECRET' },
      ],
    });
    expect(facts.questions).toMatchObject([{ code: 'several_pairs' }]);
    for (const name of ['NORTH_CLIENT_ID', 'SOUTH_SECRET'])
      expect(facts.questions[0]?.message).toContain(name);
  });

  test('an exact pair wins over one that lacks a qualifier', () => {
    const linked = { client_id: 'A_CLIENT_ID', client_secret: 'A_CLIENT_SECRET' };
    expect(ofNames('A_KEY', 'A_CLIENT_ID', 'A_CLIENT_SECRET').linked).toEqual(linked);
  });

  test.each([
    ['A_KEY', 'A_SECRET', 'A_CLIENT_ID'],
    ['A_KEY', 'A_SECRET', 'A_CLIENT_SECRET'],
    ['A_ID', 'A_SECRET', 'A_APP_ID'],
  ])('%s and %s are not chosen if there is also %s', (...names) => {
    const facts = ofNames(...names);
    expect(facts).toMatchObject({ linked: {}, style: 'undecided', questions: [{ code: 'several_pairs' }] });
    expect(facts.candidates).toHaveLength(2);
  });

  test.each([
    ['client ID', 'A_OAUTH_CLIENT_ID', ['A_KEY', 'A_SECRET']],
    ['client ID', 'A_API_CLIENT_ID', ['A_KEY', 'A_SECRET']],
    ['client ID', 'CLIENT_ID', ['A_KEY', 'A_SECRET']],
    ['client ID', 'clientIdEU', ['A_KEY', 'A_SECRET']],
    ['client ID', 'OTHER_APPLICATION_ID', ['A_KEY', 'A_SECRET']],
    ['client ID', 'CONSUMERKEY', ['A_KEY', 'A_SECRET']],
    ['client ID', 'oAuthId', ['A_KEY', 'A_SECRET']],
    ['client ID', 'A_CLIENT_ID', ['A_APP_KEY', 'A_APP_SECRET']],
    ['client ID', 'A_APP_CLIENT_ID', ['A_APP_ID', 'A_APP_SECRET']],
    ['client ID', 'B_CLIENT_ID', ['A_CLIENT_ID', 'A_CLIENT_SECRET']],
    ['client secret', 'A_OAUTH_CLIENT_SECRET', ['A_KEY', 'A_SECRET']],
    ['client secret', 'CLIENT_SECRET', ['A_KEY', 'A_SECRET']],
    ['client secret', 'CONSUMER_KEY_SECRET', ['A_KEY', 'A_SECRET']],
  ])('if any other variable looks like a %s, as %s does, the pair %j is not chosen', (_, other, pair) => {
    const facts = ofNames(...pair, other);
    expect(facts).toMatchObject({ linked: {}, style: 'undecided', questions: [{ code: 'several_pairs' }] });
    expect(facts.candidates).toContainEqual({ client_id: pair[0], client_secret: pair[1] });
    expect(facts.questions[0]?.message).toContain(other);
  });

  test.each(['CLIENT_IDLE_TIMEOUT', 'APP_KEYSTORE', 'FOO_AUTH_KEY', 'TENANT_ID', 'CLIENT_SECRETS_PATH'])(
    '%s does not look like a client ID or secret, so it does not prevent a pair',
    (other) => {
      const linked = { client_id: 'A_KEY', client_secret: 'A_SECRET' };
      expect(ofNames('A_KEY', 'A_SECRET', other)).toMatchObject({ linked, questions: [] });
    },
  );

  test('a client ID that the file names is not compared with other variables', () => {
    const oauth2 = { client_id: '{{A_KEY}}', token_uri: 'https://a.example/token' };
    const facts = inspectDescriptor({ env: ['A_KEY', 'A_SECRET', 'CLIENT_ID'], credentials: { oauth2 } });
    expect(facts).toMatchObject({ linked: { client_id: 'A_KEY', client_secret: 'A_SECRET' }, questions: [] });
  });

  test('an id and a key for one secret are two pairs', () => {
    expect(ofNames('A_ID', 'A_KEY', 'A_SECRET').candidates).toHaveLength(2);
  });

  test('a pair next to credential fields without OAuth is a question that lists it', () => {
    const facts = inspectFixture('service-account.json');
    expect(facts).toMatchObject({
      linked: {},
      candidates: [{ client_id: 'BUS_APP_ID', client_secret: 'BUS_APP_SECRET' }],
      questions: [{ code: 'pair_without_oauth' }],
    });
  });

  test('useOAuthClient answers that question, whether true or false', () => {
    const descriptor = parseDescriptor(fixtureText('service-account.json'));
    const yes = inspectDescriptor({ ...descriptor, useOAuthClient: true });
    expect(yes).toMatchObject({ linked: { client_id: 'BUS_APP_ID' }, questions: [], style: 'oauth-client' });
    const no = inspectDescriptor({ ...descriptor, useOAuthClient: false });
    expect(no).toMatchObject({ linked: {}, questions: [], style: 'none' });
  });

  test.each(['empty-client.json', 'oauth2-at-root.json', 'variables-only.json'])(
    '%s: empty or missing client values are linked to the declared pair',
    (name) => {
      expect(inspectFixture(name).linked).toEqual({
        client_id: 'PIZZAVAN_KEY',
        client_secret: 'PIZZAVAN_SECRET',
      });
    },
  );

  test('an OAuth field is recognized by its viewClass, not by its name', () => {
    const fields = (viewClass: string) => ({ anything: { viewClass } });
    const env = ['A_KEY', 'A_SECRET'];
    for (const viewClass of ['OAuthFieldView', 'HTTPAuthView']) {
      expect(inspectDescriptor({ env, credentials: { fields: fields(viewClass) } }).style).toBe('legacy');
    }
    const named = { oauth: { viewClass: 'TextFieldView' } };
    expect(inspectDescriptor({ env, credentials: { fields: named } }).style).toBe('undecided');
  });

  test('an OAuth field without any sign of its client is a question', () => {
    const credentials = { fields: { oauth: { viewClass: 'OAuthFieldView' } } };
    expect(inspectDescriptor({ credentials }).questions).toMatchObject([{ code: 'client_unknown' }]);
  });
});

describe('problems', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['a flag that is a string', { useOAuthClient: 'true' }, '/useOAuthClient', 'flag_type'],
    [
      'a flag that is null',
      { credentials: { useOAuthClient: null } },
      '/credentials/useOAuthClient',
      'flag_type',
    ],
    [
      'two flags that contradict each other',
      { useOAuthClient: true, credentials: { useOAuthClient: false } },
      '/credentials/useOAuthClient',
      'flag_contradiction',
    ],
    [
      'a flag that contradicts authClientTypes',
      { useOAuthClient: false, authClientTypes: ['oauth2'] },
      '/useOAuthClient',
      'flag_contradiction',
    ],
    [
      'authClientTypes as a string',
      { authClientTypes: 'oauth2' },
      '/authClientTypes',
      'auth_client_types_type',
    ],
    ['credentials as an array', { credentials: [] }, '/credentials', 'credentials_type'],
    ['fields as an array', { credentials: { fields: [] } }, '/credentials/fields', 'fields_type'],
    ['oauth2 as a string', { credentials: { oauth2: 'x' } }, '/credentials/oauth2', 'oauth2_type'],
    [
      'a client_id that is a number',
      { credentials: { oauth2: { client_id: 7 } } },
      '/credentials/oauth2/client_id',
      'oauth2_member_type',
    ],
    [
      'scopes as a string',
      { credentials: { oauth2: { scopes: 'a b' } } },
      '/credentials/oauth2/scopes',
      'oauth2_scopes_type',
    ],
    [
      'scopes that are not all strings',
      { credentials: { oauth2: { scopes: ['a', 7] } } },
      '/credentials/oauth2/scopes',
      'oauth2_scopes_type',
    ],
    ['two oauth2 blocks', { oauth2: {}, credentials: { oauth2: {} } }, '/oauth2', 'oauth2_twice'],
    ['envVars as a string', { envVars: 'A_KEY' }, '/envVars', 'variables_type'],
    ['env as null', { env: null }, '/env', 'variables_type'],
    ['an env entry that is not a name', { env: ['A', 7] }, '/env/1', 'variable_type'],
    ['a variable that is declared as a number', { envVars: { A: 7 } }, '/envVars/A', 'variable_type'],
    ['an invalid variable name', { envVars: { 'A/B': {} } }, '/envVars/A~1B', 'variable_name'],
    ['a variable named __proto__', { env: ['__proto__'] }, '/env/0', 'variable_name'],
  ])('%s is a problem at its pointer', (_, descriptor, pointer, code) => {
    const { problems } = inspectDescriptor(descriptor);
    expect(problems[0]).toMatchObject({ pointer, code });
    expect(problems[0]?.message).toMatch(/^\S[^\n]*\.$/);
  });

  test('more than 500 variables are a problem, and at most 50 problems are reported', () => {
    const env = Array.from({ length: 100_000 }, (_, n) => `V${n}`);
    expect(inspectDescriptor({ env }).problems).toMatchObject([{ code: 'variables_too_many' }]);
    expect(inspectDescriptor({ env: Array.from({ length: 400 }, () => 7) }).problems).toHaveLength(50);
  });

  test('text from the file is shown without control characters', () => {
    const { problems } = inspectDescriptor({ env: ['\u001b]0;x\u0007\u009b1m\u202e'] });
    expect(problems[0]?.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('inspecting a parsed object goes no deeper than the members it reads', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { credentials: deep, oauth2: deep, env: deep };
    expect(() => inspectDescriptor(deep as Record<string, unknown>)).not.toThrow();
  });
});

describe('the environment at run time', () => {
  const client = { client_id: 'tenant-id', client_secret: 'tenant-secret' };
  const stored = { PIZZAVAN_KEY: 'old-id', PIZZAVAN_SECRET: 'old-secret', PIZZAVAN_REGION: 'eu' };

  test("the linked variables come from the tenant's OAuth client, overriding stored values", () => {
    const facts = inspectFixture('empty-client.json');
    expect(fillVariables({ facts, stored, client })).toEqual({
      PIZZAVAN_KEY: 'tenant-id',
      PIZZAVAN_SECRET: 'tenant-secret',
      PIZZAVAN_REGION: 'eu',
    });
    expect(fillVariables({ facts, stored: {}, client })).toEqual({
      PIZZAVAN_KEY: 'tenant-id',
      PIZZAVAN_SECRET: 'tenant-secret',
    });
  });

  test('a component without its required client does not get the linked variables', () => {
    const facts = inspectFixture('empty-client.json');
    expect(fillVariables({ facts, stored })).toEqual({ PIZZAVAN_REGION: 'eu' });
  });

  test('a component that uses no OAuth client keeps its stored variables', () => {
    const facts = inspectFixture('variables-only.json');
    expect(fillVariables({ facts, stored })).toEqual(stored);
    expect(fillVariables({ facts, stored, client })).toEqual(stored);
  });

  test('the stored variables are not modified, and a stored __proto__ stays a variable', () => {
    const frozen = Object.freeze(
      JSON.parse('{"__proto__": "x", "PIZZAVAN_KEY": "old"}') as Record<string, string>,
    );
    const filled = fillVariables({ facts: inspectFixture('empty-client.json'), stored: frozen, client });
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
    expect(Object.entries(filled)).toContainEqual(['__proto__', 'x']);
  });
});
