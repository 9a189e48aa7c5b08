import { rawDb } from '../../src/db/raw.ts';
import {
  document,
  makeComponent,
  startApp,
  STOPWATCH,
  type Answer,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { credentialAt, startConnection } from '../support/credentials.ts';
import { givePassword, authorizeApp, REDIRECT_URI } from '../support/oauth.ts';
import { makeRole } from '../support/people.ts';
import { API_OPERATIONS, insertEvent } from '../support/seeded-tenant.ts';

const SECRETS = { client: 'hidden-client-secret', env: 'hidden-env-value' };

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

interface Event {
  id: string;
  attributes: Record<string, unknown>;
}

const eventsOf = async (by: Caller, query = ''): Promise<Event[]> =>
  (await by.get(`audit-events?page[size]=200${query}`)).body.data;

/** Makes every change that the API offers for a tenant's resources, in an order that works. */
async function changeEverything(by: Caller): Promise<[action: string, type: string, answer: Answer][]> {
  const seen: [string, string, Answer][] = [];
  const did = async (action: string, type: string, sent: Promise<Answer>): Promise<string> => {
    const answer = await sent;
    expect([action, answer.status < 300]).toEqual([action, true]);
    seen.push([action, type, answer]);
    return answer.body?.data.id as string;
  };
  const role = await did(
    'roles.create',
    'role',
    by.post('roles', document('role', { name: 'r', permissions: [] })),
  );
  await did('roles.update', 'role', by.patch(`roles/${role}`, document('role', { name: 'r2' })));
  const related = { role: { type: 'role', id: role } };
  const email = `audited-${by.userId}@acme.test`;
  const user = await did('users.create', 'user', by.post('users', document('user', { email }, related)));
  await did('users.update', 'user', by.patch(`users/${user}`, document('user', { active: false })));
  const key = await did(
    'api-keys.create',
    'api-key',
    by.post('api-keys', document('api-key', { name: 'k' })),
  );
  await did('api-keys.update', 'api-key', by.patch(`api-keys/${key}`, document('api-key', { name: 'k2' })));
  const component = await makeComponent(by);
  await did(
    'components.create',
    'component',
    by.post('components', document('component', { descriptor: STOPWATCH })),
  );
  await did(
    'components.update',
    'component',
    by.patch(`components/${component}`, document('component', { name: 'Renamed' })),
  );
  await did(
    'component-migrations.create',
    'component',
    by.post(`components/${component}/migrations`, document('component-migration', {})),
  );
  await did(
    'component-envs.replace',
    'component-env',
    by.put(`components/${component}/env`, document('component-env', { vars: { REGION: SECRETS.env } })),
  );
  const client = await did(
    'oauth-clients.create',
    'oauth-client',
    by.post(
      'oauth-clients',
      document(
        'oauth-client',
        { client_id: 'van', client_secret: SECRETS.client },
        { component: { type: 'component', id: component } },
      ),
    ),
  );
  await did(
    'oauth-clients.update',
    'oauth-client',
    by.patch(`oauth-clients/${client}`, document('oauth-client', { client_secret: `${SECRETS.client}-2` })),
  );
  const graph = {
    nodes: [{ id: 'step', component_id: component, fields: { note: SECRETS.env } }],
    edges: [],
  };
  const flow = await did('flows.create', 'flow', by.post('flows', document('flow', { name: 'f', graph })));
  await did('flows.update', 'flow', by.patch(`flows/${flow}`, document('flow', { name: 'f2' })));
  await did('me.update', 'user', by.patch('/v2/me', document('me', { name: 'Me' })));
  await did(
    'tenants.update',
    'tenant',
    by.patch(`/v2/tenants/${by.tenantId}`, document('tenant', { name: 'T' })),
  );
  // Nothing listens there, and the setting does not allow it.
  await tablesOf(app)('tenants').where({ id: by.tenantId }).update({ alert_url: 'http://127.0.0.1:9/' });
  await did('alerts.test', 'alert', by.post('alerts/tests'));
  await did(
    'tenants.renew_alert_secret',
    'tenant',
    by.post('alert-secrets', document('alert-secret', { overlap: 60 })),
  );
  await did('tenants.create', 'tenant', by.post('/v2/tenants', document('tenant', { name: 'Another' })));
  const third = credentialAt({ url: 'https://third.example' }, { client_secret: SECRETS.client });
  const credential = await did(
    'credentials.create',
    'credential',
    by.post('credentials', document('credential', third)),
  );
  await did(
    'credentials.update',
    'credential',
    by.patch(`credentials/${credential}`, document('credential', { name: 'Renamed' })),
  );
  await did('connections.create', 'credential', startConnection(by, credential));
  await did('connections.delete', 'credential', by.delete(`credentials/${credential}/connections`));
  await did('credentials.delete', 'credential', by.delete(`credentials/${credential}`));
  const scope = document('scope', { name: 'read.vans', description: 'See vans' });
  await did('scopes.create', 'scope', by.post('scopes', scope));
  const words = document('scope', { description: 'See all vans' });
  await did('scopes.update', 'scope', by.patch('scopes/read.vans', words));
  await did('scopes.delete', 'scope', by.delete('scopes/read.vans'));
  const attributes = { name: 'Acme', grant_types: ['client_credentials'], token_url: 'https://acme.test/t' };
  await did(
    'providers.create',
    'provider',
    by.post('providers', { data: { type: 'provider', id: 'acme', attributes } }),
  );
  const renamed = document('provider', { name: 'Acme CRM' });
  await did('providers.update', 'provider', by.patch('providers/acme', renamed));
  await did('providers.delete', 'provider', by.delete('providers/acme'));
  const preset = { name: 'Acme', config_services: { webhook_event_verification: { type: 'github' } } };
  await did(
    'senders.create',
    'sender',
    by.post('senders', { data: { type: 'sender', id: 'acme', attributes: preset } }),
  );
  await did('senders.update', 'sender', by.patch('senders/acme', document('sender', { notes: 'A shop' })));
  await did('senders.delete', 'sender', by.delete('senders/acme'));
  const registered = await did(
    'oauth-apps.create',
    'oauth-app',
    by.post('oauth-apps', document('oauth-app', { redirect_uris: [REDIRECT_URI] })),
  );
  const described = document('oauth-app', { description: 'x' });
  await did('oauth-apps.update', 'oauth-app', by.patch(`oauth-apps/${registered}`, described));
  const secret = document('oauth-app-secret', { overlap: 60 });
  await did('oauth-app-secrets.create', 'oauth-app', by.post(`oauth-apps/${registered}/secrets`, secret));
  await givePassword(app, by);
  await authorizeApp(app, by, { client_id: registered });
  const [consent] = (await by.get('authorizations')).body.data;
  await did('authorizations.delete', 'authorization', by.delete(`authorizations/${consent.id}`));
  await did('oauth-apps.delete', 'oauth-app', by.delete(`oauth-apps/${registered}`));
  const webhook = await did(
    'webhooks.create',
    'webhook',
    by.post(
      'webhooks',
      document(
        'webhook',
        {
          name: 'w',
          authentication: 'signature',
          config_services: { webhook_event_verification: { type: 'github' } },
          secret: SECRETS.client,
        },
        { flow: { type: 'flow', id: flow } },
      ),
    ),
  );
  await did(
    'webhooks.update',
    'webhook',
    by.patch(`webhooks/${webhook}`, document('webhook', { secret: `${SECRETS.client}-2` })),
  );
  const replay = document('replay', { since: '2026-01-01T00:00:00Z' });
  const replayed = by.post(`webhooks/${webhook}/replays`, replay);
  await did('webhooks.replay', 'webhook', replayed);
  const replays = `webhooks/${webhook}/replays/${(await replayed).body.data.id}`;
  await did('replays.stop', 'webhook', by.patch(replays, document('replay', { state: 'finished' })));
  const renewal = document('signing-secret', { overlap: 60 });
  await did(
    'webhooks.renew_signing_secret',
    'webhook',
    by.post(`webhooks/${webhook}/signing-secrets`, renewal),
  );
  const event = await insertEvent(app, by, webhook);
  await did('webhook-events.replay', 'webhook-event', by.post(`webhook-events/${event}/replays`));
  const stopped = { data: { type: 'webhook-event', id: event, attributes: { state: 'failed' } } };
  await did('webhook-events.stop', 'webhook-event', by.patch(`webhook-events/${event}`, stopped));
  await did('webhooks.delete', 'webhook', by.delete(`webhooks/${webhook}`));
  await did('flows.delete', 'flow', by.delete(`flows/${flow}`));
  await did('oauth-clients.delete', 'oauth-client', by.delete(`oauth-clients/${client}`));
  await did('components.delete', 'component', by.delete(`components/${component}`));
  await did('api-keys.delete', 'api-key', by.delete(`api-keys/${key}`));
  await did('users.delete', 'user', by.delete(`users/${user}`));
  await did('roles.delete', 'role', by.delete(`roles/${role}`));
  return seen;
}

/** A connection is logged as an event of its credential, a secret of its app, and a replay of its webhook. */
function idOfEvent({ body }: Answer): string | undefined {
  const { type, relationships } = body?.data ?? {};
  if (type === 'webhook-event') return body.data.id;
  // The entry is about the tenant.
  if (type === 'alert-secret') return undefined;
  const { credential, oauth_app, webhook } = relationships ?? {};
  return (credential ?? oauth_app ?? webhook)?.data?.id ?? body?.data.id;
}

test('every change is logged once, with actor, action, time, API key and request', async () => {
  const by = await app.tenant();
  const [apiKey] = (await by.get('api-keys')).body.data;
  const before = Date.now();
  const changes = await changeEverything(by);
  const events = await eventsOf(by);
  for (const [action, resource_type, answer] of changes) {
    const rows = events.filter(
      ({ attributes }) => attributes['request_id'] === answer.headers['x-request-id'],
    );
    expect([action, rows.length]).toEqual([action, 1]);
    const { attributes } = rows[0]!;
    expect(attributes).toMatchObject({
      action,
      resource_type,
      actor_type: 'user',
      actor_id: by.userId,
      actor_name: by.email,
      api_key_id: apiKey.id,
    });
    const made = idOfEvent(answer);
    // Scopes, providers and sender presets have names instead of UUIDs.
    if (['scope', 'provider', 'sender'].includes(resource_type)) expect(attributes['resource_id']).toBeNull();
    else if (made !== undefined) expect(attributes['resource_id']).toBe(made);
    else expect(attributes['resource_id']).toMatch(/^[0-9a-f-]{36}$/);
    const at = Date.parse(attributes['created_at'] as string);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
  // Testing a webhook and previewing a descriptor migration change nothing.
  const writesNoRow = /\/(tokens|signatures|refreshes|refresh|(?<!alerts\/)tests|descriptor-migrations)$/;
  const writing = API_OPERATIONS.filter(
    ({ method, path }) => method !== 'get' && !writesNoRow.test(path),
  ).length;
  // Deleting the tenant is the one change that also deletes its own row.
  expect(changes).toHaveLength(writing - 1);
});

test('no row contains a secret, neither as sent nor as stored', async () => {
  const by = await app.tenant();
  const answers = await changeEverything(by);
  await app.platform.services.secretReads.close();
  const { sql } = rawDb(app.platform.services.database);
  const rows = JSON.stringify(await sql('audit_events').select('*'));
  const keys = answers.map(([, , { body }]) => body?.data.attributes.api_key as string | undefined);
  const shown = keys.filter((key) => key !== undefined);
  expect(shown.length).toBeGreaterThan(0);
  for (const secret of [...Object.values(SECRETS), by.apiKey, ...shown]) expect(rows).not.toContain(secret);
  const { key_hash } = (await sql('api_keys').where({ user_id: by.userId }).first()) as { key_hash: string };
  expect(rows).not.toContain(key_hash);
  expect(rows).not.toMatch(/"(client_secret|api_key|password|vars)\\*":/);
});

test('failed requests and reads are not logged', async () => {
  const by = await app.tenant();
  const viewer = await app.member(by, 'viewer');
  const before = await eventsOf(by);
  await viewer.post('roles', document('role', { name: 'x', permissions: [] }));
  await by.post('roles', document('role', { name: 'owner', permissions: [] }));
  await by.post('roles', document('role', { colour: 'red' }));
  await by.delete(`users/${by.userId}`);
  await by.patch('/v2/me', document('me', { name: 'x' }), { headers: { 'If-Match': '"9"' } });
  for (const noun of ['users', 'roles', 'api-keys', 'flows', 'components', 'oauth-clients'])
    await by.get(noun);
  expect(await eventsOf(by)).toEqual(before);
});

test('an action of the operator is logged without a user or key', async () => {
  const by = await app.tenant('Operated');
  expect(await eventsOf(by)).toMatchObject([
    {
      attributes: {
        action: 'tenants.create',
        actor_type: 'system',
        actor_id: null,
        actor_name: 'command line',
        api_key_id: null,
        request_id: null,
        resource_id: by.tenantId,
        details: { name: 'Operated', owner: by.email },
      },
    },
  ]);
});

test('a row is kept after the user and key it names are deleted', async () => {
  const admin = await app.member(owner, 'admin');
  const role = await makeRole(admin, []);
  await owner.delete(`users/${admin.userId}`);
  const [event] = await eventsOf(owner, `&filter[resource]=${role}`);
  expect(event!.attributes).toMatchObject({ actor_id: admin.userId, actor_name: admin.email });
});
