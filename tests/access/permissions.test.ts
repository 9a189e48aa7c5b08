import { document, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  seedTenant,
  nameOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';

const NOWHERE = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
/** Permissions that the content of a document requires, in addition to the operation's own. */
const BY_CONTENT = [
  'tenants.components.publish',
  'tenants.oauth_apps.publish',
  'tenants.oauth_apps.impersonate',
];
const ROLES = ['owner', 'admin', 'developer', 'runtime', 'viewer'];

/**
 * Each operation, the permission it requires, and which of owner, admin, developer, runtime and viewer have it. Reading
 * a relationship requires the permissions of both resources if it has a value; the first that a role lacks is listed.
 */
const MATRIX = `
  GET    /v2/me                                        -                               oadrv
  PATCH  /v2/me                                        -                               oadrv
  GET    /v2/permissions                               -                               oadrv
  GET    /v2/tenants                                   tenants.tenants.get             oad-v
  POST   /v2/tenants                                   tenants.tenants.create          oa---
  GET    /v2/tenants/{tenant}                          tenants.tenants.get             oad-v
  PATCH  /v2/tenants/{tenant}                          tenants.tenants.edit            oa---
  DELETE /v2/tenants/{tenant}                          tenants.tenants.delete          o----
  POST   /v2/tenants/{tenant}/alert-secrets            tenants.tenants.edit            oa---
  GET    /v2/tenants/{tenant}/alerts                   tenants.tenants.edit            oa---
  POST   /v2/tenants/{tenant}/alerts/tests             tenants.tenants.edit            oa---
  GET    /v2/tenants/{tenant}/users                    tenants.users.get               oad-v
  POST   /v2/tenants/{tenant}/users                    tenants.users.create            oa---
  GET    /v2/tenants/{tenant}/users/{id}               tenants.users.get               oad-v
  PATCH  /v2/tenants/{tenant}/users/{id}               tenants.users.edit              oa---
  DELETE /v2/tenants/{tenant}/users/{id}               tenants.users.delete            oa---
  GET    /v2/tenants/{tenant}/roles                    tenants.roles.get               oad-v
  POST   /v2/tenants/{tenant}/roles                    tenants.roles.create            oa---
  GET    /v2/tenants/{tenant}/roles/{id}               tenants.roles.get               oad-v
  PATCH  /v2/tenants/{tenant}/roles/{id}               tenants.roles.edit              oa---
  DELETE /v2/tenants/{tenant}/roles/{id}               tenants.roles.delete            oa---
  GET    /v2/tenants/{tenant}/api-keys                 tenants.api_keys.get            oad-v
  POST   /v2/tenants/{tenant}/api-keys                 tenants.api_keys.create         oa---
  GET    /v2/tenants/{tenant}/api-keys/{id}            tenants.api_keys.get            oad-v
  PATCH  /v2/tenants/{tenant}/api-keys/{id}            tenants.api_keys.edit           oa---
  DELETE /v2/tenants/{tenant}/api-keys/{id}            tenants.api_keys.delete         oa---
  GET    /v2/tenants/{tenant}/components               tenants.components.get          oadrv
  POST   /v2/tenants/{tenant}/components               tenants.components.create       oad--
  GET    /v2/tenants/{tenant}/components/{id}          tenants.components.get          oadrv
  PATCH  /v2/tenants/{tenant}/components/{id}          tenants.components.edit         oad--
  DELETE /v2/tenants/{tenant}/components/{id}          tenants.components.delete       oa---
  GET    /v2/tenants/{tenant}/components/{id}/oauth-client  tenants.oauth_clients.get_secret  oa-r-
  GET    /v2/tenants/{tenant}/components/{id}/env      tenants.oauth_clients.get_secret  oa-r-
  PUT    /v2/tenants/{tenant}/components/{id}/env      tenants.components.edit         oad--
  GET    /v2/tenants/{tenant}/oauth-clients            tenants.oauth_clients.get       oadrv
  POST   /v2/tenants/{tenant}/oauth-clients            tenants.oauth_clients.create    oad--
  GET    /v2/tenants/{tenant}/oauth-clients/{id}       tenants.oauth_clients.get       oadrv
  PATCH  /v2/tenants/{tenant}/oauth-clients/{id}       tenants.oauth_clients.edit      oad--
  DELETE /v2/tenants/{tenant}/oauth-clients/{id}       tenants.oauth_clients.delete    oa---
  GET    /v2/providers                                 -                               oadrv
  GET    /v2/providers/{provider}                      -                               oadrv
  GET    /v2/senders                                   -                               oadrv
  GET    /v2/senders/{sender}                          -                               oadrv
  GET    /v2/tenants/{tenant}/credentials              tenants.credentials.get         oadrv
  POST   /v2/tenants/{tenant}/credentials              tenants.credentials.create      oad--
  GET    /v2/tenants/{tenant}/credentials/{id}         tenants.credentials.get         oadrv
  PATCH  /v2/tenants/{tenant}/credentials/{id}         tenants.credentials.edit        oad--
  DELETE /v2/tenants/{tenant}/credentials/{id}         tenants.credentials.delete      oa---
  POST   /v2/tenants/{tenant}/credentials/{id}/connections  tenants.credentials.edit   oad--
  DELETE /v2/tenants/{tenant}/credentials/{id}/connections  tenants.credentials.edit   oad--
  GET    /v2/tenants/{tenant}/credentials/{id}/connections/{connection}  tenants.credentials.get  oadrv
  POST   /v2/tenants/{tenant}/credentials/{id}/tokens  tenants.credentials.use         oa-r-
  POST   /v2/tenants/{tenant}/credentials/{id}/refreshes  tenants.credentials.use      oa-r-
  POST   /v2/tenants/{tenant}/credentials/{id}/signatures  tenants.credentials.use     oa-r-
  GET    /v2/workspaces/{tenant}/secrets/{id}          tenants.credentials.use         oa-r-
  POST   /v2/workspaces/{tenant}/secrets/{id}/refresh  tenants.credentials.use         oa-r-
  GET    /v2/tenants/{tenant}/flows                    tenants.flows.get               oad-v
  POST   /v2/tenants/{tenant}/flows                    tenants.flows.create            oad--
  GET    /v2/tenants/{tenant}/flows/{id}               tenants.flows.get               oad-v
  PATCH  /v2/tenants/{tenant}/flows/{id}               tenants.flows.edit              oad--
  DELETE /v2/tenants/{tenant}/flows/{id}               tenants.flows.delete            oa---
  GET    /v2/tenants/{tenant}/providers  tenants.providers.get  oad-v
  POST   /v2/tenants/{tenant}/providers  tenants.providers.create  oad--
  GET    /v2/tenants/{tenant}/providers/{provider}  tenants.providers.get  oad-v
  PATCH  /v2/tenants/{tenant}/providers/{provider}  tenants.providers.edit  oad--
  DELETE /v2/tenants/{tenant}/providers/{provider}  tenants.providers.delete  oa---
  GET    /v2/tenants/{tenant}/scopes  tenants.scopes.get  oad-v
  POST   /v2/tenants/{tenant}/scopes  tenants.scopes.create  oa---
  GET    /v2/tenants/{tenant}/scopes/{scope}  tenants.scopes.get  oad-v
  PATCH  /v2/tenants/{tenant}/scopes/{scope}  tenants.scopes.edit  oa---
  DELETE /v2/tenants/{tenant}/scopes/{scope}  tenants.scopes.delete  oa---
  GET    /v2/tenants/{tenant}/oauth-apps  tenants.oauth_apps.get  oad-v
  POST   /v2/tenants/{tenant}/oauth-apps  tenants.oauth_apps.create  oa---
  GET    /v2/tenants/{tenant}/oauth-apps/{id}  tenants.oauth_apps.get  oad-v
  PATCH  /v2/tenants/{tenant}/oauth-apps/{id}  tenants.oauth_apps.edit  oa---
  DELETE /v2/tenants/{tenant}/oauth-apps/{id}  tenants.oauth_apps.delete  oa---
  GET    /v2/tenants/{tenant}/oauth-apps/{id}/secrets  tenants.oauth_apps.get  oad-v
  POST   /v2/tenants/{tenant}/oauth-apps/{id}/secrets  tenants.oauth_apps.edit  oa---
  GET    /v2/tenants/{tenant}/oauth-apps/{id}/secrets/{secret}  tenants.oauth_apps.get  oad-v
  GET    /v2/tenants/{tenant}/authorizations  tenants.authorizations.get  oad-v
  GET    /v2/tenants/{tenant}/authorizations/{id}  tenants.authorizations.get  oad-v
  DELETE /v2/tenants/{tenant}/authorizations/{id}  tenants.authorizations.delete  oa---
  POST   /v2/tenants/{tenant}/credentials/{id}/tests  tenants.credentials.edit  oad--
  POST   /v2/tenants/{tenant}/descriptor-migrations  tenants.components.get  oadrv
  POST   /v2/tenants/{tenant}/components/{id}/migrations  tenants.components.edit  oad--
  GET    /v2/tenants/{tenant}/senders  tenants.senders.get  oad-v
  POST   /v2/tenants/{tenant}/senders  tenants.senders.create  oa---
  GET    /v2/tenants/{tenant}/senders/{sender}  tenants.senders.get  oad-v
  PATCH  /v2/tenants/{tenant}/senders/{sender}  tenants.senders.edit  oa---
  DELETE /v2/tenants/{tenant}/senders/{sender}  tenants.senders.delete  oa---
  GET    /v2/tenants/{tenant}/webhooks  tenants.webhooks.get  oad-v
  POST   /v2/tenants/{tenant}/webhooks  tenants.webhooks.create  oa---
  GET    /v2/tenants/{tenant}/webhooks/{id}  tenants.webhooks.get  oad-v
  PATCH  /v2/tenants/{tenant}/webhooks/{id}  tenants.webhooks.edit  oa---
  DELETE /v2/tenants/{tenant}/webhooks/{id}  tenants.webhooks.delete  oa---
  GET    /v2/tenants/{tenant}/webhook-events  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}  tenants.webhook_events.get  oad-v
  POST   /v2/tenants/{tenant}/webhooks/{id}/signing-secrets  tenants.webhooks.edit  oa---
  GET    /v2/tenants/{tenant}/webhooks/{id}/verification-token  tenants.webhooks.edit  oa---
  GET    /v2/tenants/{tenant}/webhooks/{id}/statistics  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/rejected-requests  tenants.webhook_events.get  oad-v
  POST   /v2/tenants/{tenant}/webhooks/{id}/tests  tenants.webhooks.edit  oa---
  GET    /v2/tenants/{tenant}/webhooks/{id}/replays  tenants.webhook_events.get  oad-v
  POST   /v2/tenants/{tenant}/webhooks/{id}/replays  tenants.webhook_events.edit  oa---
  GET    /v2/tenants/{tenant}/webhooks/{id}/replays/{replay}  tenants.webhook_events.get  oad-v
  PATCH  /v2/tenants/{tenant}/webhooks/{id}/replays/{replay}  tenants.webhook_events.edit  oa---
  POST   /v2/tenants/{tenant}/webhook-events/{id}/replays  tenants.webhook_events.edit  oa---
  PATCH  /v2/tenants/{tenant}/webhook-events/{id}  tenants.webhook_events.edit  oa---
  GET    /v2/tenants/{tenant}/webhook-events/{id}/deliveries  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/statistics  tenants.statistics.get  oad-v
  GET    /v2/tenants/{tenant}/audit-events             tenants.audit_events.get        oa--v
  GET    /v2/tenants/{tenant}/audit-events/{id}        tenants.audit_events.get        oa--v
  GET    /v2/tenants/{tenant}/oauth-clients/{id}/component  tenants.oauth_clients.get  oadrv
  GET    /v2/tenants/{tenant}/oauth-clients/{id}/created_by  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/credentials/{id}/component  tenants.credentials.get  oadrv
  GET    /v2/tenants/{tenant}/credentials/{id}/provider  tenants.credentials.get  oadrv
  GET    /v2/tenants/{tenant}/credentials/{id}/oauth_client  tenants.credentials.get  oadrv
  GET    /v2/tenants/{tenant}/credentials/{id}/connected_by  tenants.credentials.get  oadrv
  GET    /v2/tenants/{tenant}/credentials/{id}/created_by  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/credentials/{id}/connections/{connection}/credential  tenants.credentials.get  oadrv
  GET    /v2/tenants/{tenant}/credentials/{id}/connections/{connection}/created_by  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/components/{id}/created_by  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/flows/{id}/created_by  tenants.flows.get  oad-v
  GET    /v2/tenants/{tenant}/users/{id}/role  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/users/{id}/created_by  tenants.users.get  oad-v
  GET    /v2/tenants/{tenant}/roles/{id}/created_by  tenants.roles.get  oad-v
  GET    /v2/tenants/{tenant}/api-keys/{id}/user  tenants.api_keys.get  oad-v
  GET    /v2/tenants/{tenant}/api-keys/{id}/oauth_app  tenants.api_keys.get  oad-v
  GET    /v2/tenants/{tenant}/api-keys/{id}/created_by  tenants.api_keys.get  oad-v
  GET    /v2/tenants/{tenant}/scopes/{scope}/created_by  tenants.scopes.get  oad-v
  GET    /v2/tenants/{tenant}/oauth-apps/{id}/created_by  tenants.oauth_apps.get  oad-v
  GET    /v2/tenants/{tenant}/oauth-apps/{id}/secrets/{secret}/oauth_app  tenants.oauth_apps.get  oad-v
  GET    /v2/tenants/{tenant}/oauth-apps/{id}/secrets/{secret}/created_by  tenants.oauth_apps.get  oad-v
  GET    /v2/tenants/{tenant}/authorizations/{id}/user  tenants.authorizations.get  oad-v
  GET    /v2/tenants/{tenant}/authorizations/{id}/oauth_app  tenants.authorizations.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/flow  tenants.webhooks.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/credential  tenants.webhooks.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/created_by  tenants.webhooks.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/replays/{replay}/webhook  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhooks/{id}/replays/{replay}/created_by  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/webhook  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/credential  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/duplicate_of  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/split_from  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/flow  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/fanned_out_from  tenants.webhook_events.get  oad-v
  GET    /v2/tenants/{tenant}/webhook-events/{id}/blocked_by  tenants.webhook_events.get  oad-v
  GET    /v2/me/tenant  tenants.tenants.get  oad-v
  GET    /v2/me/role  tenants.roles.get  oad-v
`;

interface Row {
  operation: string;
  permission: string;
  /** One letter or hyphen per role, in the order of ROLES. */
  roles: string;
}

const TABLE: Row[] = MATRIX.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
  .map(([method, path, permission = '', roles = '']) => ({
    operation: `${method} ${path}`,
    permission,
    roles,
  }));

let app: TestApp;
let tenant: SeededTenant;
beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
});
afterAll(() => app.close());

test('the table lists every operation', () => {
  expect(TABLE.map(({ operation }) => operation).sort()).toEqual(API_OPERATIONS.map(nameOf).sort());
});

describe.each(ROLES)('the role %s', (role) => {
  let caller: Caller;
  beforeAll(async () => {
    caller = role === 'owner' ? tenant.owner : await app.member(tenant.owner, role);
  });

  test('can do what the table says, and otherwise gets an error naming the missing permission', async () => {
    const outcomes: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const { operation: name, permission, roles } of TABLE) {
      const operation = API_OPERATIONS.find((candidate) => nameOf(candidate) === name)!;
      // A permitted request fails later on, so that nothing is changed.
      const faulty = operation.requestBody !== undefined && {
        body: { data: { type: tenant.body(operation).data['type'], attributes: { nothing: true } } },
      };
      const stale = operation.method === 'delete' && { 'If-Match': '"999"' };
      const { status, body } = await tenant.send(operation, {
        ...faulty,
        headers: { Authorization: authorizationOf(caller), ...stale },
      });
      outcomes[name] = status === 403 ? `lacks ${body.errors[0].meta.permission}` : 'may';
      expected[name] = roles[ROLES.indexOf(role)] === '-' ? `lacks ${permission}` : 'may';
      // Nothing is connected, so there is no token to issue, no sender has sent a verification token, and there is no
      // alert_url.
      const conflicts = permission === 'tenants.credentials.use' || name.endsWith('/alerts/tests');
      const done = conflicts ? 409 : name.endsWith('/verification-token') ? 404 : 200;
      if (status !== 403) expect([name, status]).toEqual([name, faulty ? 422 : stale ? 412 : done]);
    }
    expect(outcomes).toEqual(expected);
  });

  test('has the permissions in the table, and as owner also those that the content of a document requires', async () => {
    const held = TABLE.filter(({ roles }) => roles[ROLES.indexOf(role)] !== '-').map(
      ({ permission }) => permission,
    );
    const wanted = new Set([...held, ...(role === 'owner' ? BY_CONTENT : [])]);
    wanted.delete('-');
    const { body } = await caller.get('/v2/me');
    expect(body.data.attributes.permissions).toEqual([...wanted].sort());
  });
});

test('only an owner can make a component global and limit it to the tenant again', async () => {
  const admin = await app.member(tenant.owner, 'admin');
  const own = await makeComponent(admin);
  const publish = (by: Caller, access: string) =>
    by.patch(`components/${own}`, document('component', { access }));
  const refused = await publish(admin, 'global');
  expect([refused.status, refused.body.errors[0].meta]).toEqual([
    403,
    { permission: 'tenants.components.publish' },
  ]);
  const made = await admin.post(
    'components',
    document('component', { access: 'global', descriptor: { title: 'G' } }),
  );
  expect(made.status).toBe(403);
  expect((await publish(tenant.owner, 'global')).status).toBe(200);
  expect((await publish(admin, 'tenant')).status).toBe(403);
  expect((await publish(tenant.owner, 'tenant')).status).toBe(200);
});

test('the permission is checked first, then the document, then whether the resource exists', async () => {
  const viewer = await app.member(tenant.owner, 'viewer');
  const faulty = document('role', { colour: 'red' });
  expect((await viewer.patch(`roles/${NOWHERE}`, faulty)).status).toBe(403);
  expect((await tenant.owner.patch(`roles/${NOWHERE}`, faulty)).status).toBe(422);
  expect((await tenant.owner.patch(`roles/${NOWHERE}`, document('role', {}))).status).toBe(404);
});

test('a response contains a secret only for roles with the permission to read secrets', async () => {
  for (const [role, shown] of Object.entries({
    owner: true,
    admin: true,
    runtime: true,
    developer: false,
    viewer: false,
  })) {
    const caller = role === 'owner' ? tenant.owner : await app.member(tenant.owner, role);
    const { status, body } = await caller.get(`oauth-clients/${tenant.ids['oauth-clients']}`);
    expect(status).toBe(200);
    expect([role, Object.hasOwn(body.data.attributes, 'client_secret')]).toEqual([role, shown]);
  }
});

test('all users get the same list of permissions, with ids and descriptions', async () => {
  const viewer = await app.member(tenant.owner, 'viewer');
  const { status, body } = await viewer.get('/v2/permissions?page[size]=200');
  expect(status).toBe(200);
  const ids = body.data.map(({ id }: { id: string }) => id);
  const taken = new Set(TABLE.map(({ permission }) => permission).filter((permission) => permission !== '-'));
  expect([...ids].sort()).toEqual([...taken, ...BY_CONTENT].sort());
  for (const { type, attributes } of body.data) {
    expect([type, typeof attributes.description]).toEqual(['permission', 'string']);
  }
  expect((await tenant.owner.get('/v2/permissions?page[size]=200')).body.data).toEqual(body.data);
});

test('the list of permissions is paginated like any other', async () => {
  const { body } = await tenant.owner.get('/v2/permissions?page[size]=2&page[number]=2');
  const all = (await tenant.owner.get('/v2/permissions?page[size]=200')).body;
  expect(body.data).toEqual(all.data.slice(2, 4));
  expect(body.meta.total).toBe(all.data.length);
});
