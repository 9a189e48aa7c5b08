import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeDescriptor,
  inspectDescriptor,
  migrateDescriptor,
  parseDescriptor,
} from '../../src/components/descriptor/index.ts';

// Published component.json files, each reviewed by a person. They are not part of this project: COMPONENT_FIXTURES
// names the folder that contains them.
const folder = process.env['COMPONENT_FIXTURES'];
if (!folder) console.info('Published component.json files are not tested: COMPONENT_FIXTURES is not set.');

const NONE = ['none', false, [], 'unchanged'] as const;
const legacy = (stem: string, id = 'CLIENT_ID', secret = 'CLIENT_SECRET') =>
  ['legacy', false, [`${stem}_${id}`, `${stem}_${secret}`], 'migrated'] as const;
const current = ['oauth-client', true, ['OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET'], 'unchanged'] as const;

/** File name → style, whether it uses an OAuth client, the linked ID and secret, the outcome of migrate. */
const REVIEWED: Record<string, readonly [string, boolean, readonly string[], string]> = {
  'AI-now-AG__aibox-sharepoint-connector.json': NONE,
  'elasticio__code-component.json': NONE,
  'elasticio__github-com-connector.json': legacy('OAUTH'),
  // Service account fields; the file does not say what its two variables are for.
  'elasticio__google-pubsub.json': ['undecided', false, [], 'undecided'],
  // The user enters {{clientId}} in the HTTPAuthView.
  'elasticio__open-api-component.json': ['own-client', false, [], 'unchanged'],
  'elasticio__outlook.json': ['auth-client-types', true, [], 'unchanged'],
  'elasticio__outlook@724459af.json': legacy('MSAPP'),
  'elasticio__outlook@acb206c1.json': legacy('MSAPP'),
  'elasticio__outlook@e85d4cf1.json': current,
  'elasticio__petstore-component-nodejs.json': NONE,
  'elasticio__salesforce-component.json': current,
  'elasticio__salesforce-component@425e0ca2.json': legacy('SALESFORCE', 'KEY', 'SECRET'),
  'elasticio__salesforce-component@bc982b2a.json': legacy('SALESFORCE', 'KEY', 'SECRET'),
  // A client ID and secret in plain credential fields are not an OAuth client of the tenant.
  'elasticio__sphereio-component.json': NONE,
  'flowground__googleapis-com-storage-connector.json': legacy('OAUTH'),
  'flowground__googleapis-com-youtube-connector.json': legacy('OAUTH'),
  'flowground__jira-connector.json': NONE,
  // Its API only has client credentials, so it needs no auth_uri.
  'flowground__paylocity-com-connector.json': legacy('OAUTH'),
  'flowground__squareup-com-connector.json': legacy('OAUTH'),
  'flowground__zoom-us-connector.json': NONE,
  'openintegrationhub__eventbrite-connector.json': NONE,
  'openintegrationhub__google-contacts-adapter.json': NONE,
  'openintegrationhub__ms-office-adapter.json': legacy('MSAPP'),
  'samakshjain__dropbox-elasticio-component.json': legacy('DROPBOX', 'APP_KEY', 'APP_SECRET'),
  'shterion__elasticio-snazzycontacts-component.json': NONE,
  'thatapp__podio-new-component.json': legacy('PODIO', 'APP_ID', 'APP_SECRET'),
};

(folder ? describe : describe.skip)('published component.json files', () => {
  const text = (name: string) => decodeDescriptor(readFileSync(join(folder ?? '', name)));

  test('the folder holds exactly the reviewed files', () => {
    const names = readdirSync(folder ?? '').filter((name) => name.endsWith('.json'));
    expect(names.sort()).toEqual(Object.keys(REVIEWED).sort());
  });

  test.each(Object.entries(REVIEWED))('%s', (name, [style, usesOauthClient, linked, outcome]) => {
    const facts = inspectDescriptor(parseDescriptor(text(name)));
    expect(facts).toMatchObject({ style, usesOauthClient, problems: [] });
    const [client_id, client_secret] = linked;
    expect(facts.linked).toEqual(client_id ? { client_id, client_secret } : {});

    const migration = migrateDescriptor(text(name));
    expect(migration).toMatchObject({ outcome, missing: [] });
    if (outcome !== 'migrated') return expect(migration.text).toBeUndefined();
    // All of them have a complete block, so the flag is the only new line.
    expect(migration.changes).toEqual([{ pointer: '/credentials/useOAuthClient', value: true }]);
    expect(migration.text?.replace(/,\s*"useOAuthClient": ?true/, '')).toBe(text(name));
    expect(migrateDescriptor(migration.text ?? '').outcome).toBe('unchanged');
  });
});
