import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { mistyped } from '../support/mistyped.ts';

/**
 * Calls as people copy them from documentation, verbatim except for host, tenant and IDs, run in bash with the real
 * curl. Without curl, the suite is skipped.
 */
const NO_CURL = spawnSync('curl', ['--version']).status !== 0;

const CREATE = ` curl {HOST}/v2/tenants/{TENANT_ID}/oauth-clients \\
   -X POST \\
   -u {EMAIL}:{APIKEY} \\
   -H 'Content-Type: application/json' -d '
   {
     "data":{
       "type":"oauth-client",
       "attributes":{
         "client_id":"{CLIENT_ID}",
         "client_secret":"{CLIENT_SECRET}"
       },
       "relationships":{
         "component":{
           "data":{
             "id":"{COMPONENT_ID}",
             "type":"component"
           }
         }
       }
     }
   }'`;
const LIST = `curl {HOST}/v2/tenants/{TENANT_ID}/oauth-clients \\
 -u {EMAIL}:{APIKEY}`;
const LIST_OF_COMPONENT = `curl -g {HOST}/v2/tenants/{TENANT_ID}/oauth-clients/?filter[component]={COMPONENT_ID} \\
 -u {EMAIL}:{APIKEY}`;
const GET = `curl {HOST}/v2/tenants/{TENANT_ID}/oauth-clients/{OAUTH-CLIENT_ID} \\
 -u {EMAIL}:{APIKEY}`;
const UPDATE = `curl {HOST}/v2/tenants/{TENANT_ID}/oauth-clients/{OAUTH-CLIENT_ID} \\
  -X PATCH \\
  -u {EMAIL}:{APIKEY} \\
  -H 'Content-Type: application/json' -d '
  {
    "data":{
      "type":"oauth-client",
      "attributes":{
        "client_id":"{CLIENT_ID}",
        "client_secret":"{CLIENT_SECRET}"
      },
      "relationships":{
        "component":{
          "data":{
            "id":"{COMPONENT_ID}",
            "type":"component"
          }
        }
      }
    }
  }'`;
const DELETE = `curl -i {HOST}/v2/tenants/{TENANT_ID}/oauth-clients/{OAUTH-CLIENT_ID} \\
 -X DELETE \\
 -u {EMAIL}:{APIKEY}`;

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

(NO_CURL ? describe.skip : describe)('the documented curl calls', () => {
  let owner: Caller;
  let values: Record<string, string>;

  beforeEach(async () => {
    owner = await app.tenant();
    values = {
      HOST: app.url,
      TENANT_ID: owner.tenantId,
      EMAIL: owner.email,
      APIKEY: owner.apiKey,
      CLIENT_ID: 'van-1',
      CLIENT_SECRET: 's3cret',
      COMPONENT_ID: await makeComponent(owner),
    };
  });

  test('create, retrieve, retrieve by component, retrieve by id, update and delete a client', async () => {
    const created = await run(CREATE);
    expect([created.status, created.body.data.type]).toEqual([201, 'oauth-client']);
    expect(created.body.data.attributes).toMatchObject({ client_id: 'van-1', client_secret: 's3cret' });
    const id = created.body.data.id as string;
    values['OAUTH-CLIENT_ID'] = id;

    await makeComponentWithClient();
    expect((await run(LIST)).body.meta.total).toBe(2);
    const narrowed = await run(LIST_OF_COMPONENT);
    expect(narrowed.status).toBe(200);
    expect(narrowed.body.data.map((client: { id: string }) => client.id)).toEqual([id]);
    expect((await run(GET)).body.data).toMatchObject({ id, attributes: { client_id: 'van-1' } });

    values = { ...values, CLIENT_ID: 'van-2', CLIENT_SECRET: 'n3w' };
    expect((await run(UPDATE)).status).toBe(200);
    const attributes = { client_id: 'van-2', client_secret: 'n3w' };
    expect((await run(GET)).body.data.attributes).toMatchObject(attributes);

    const deleted = await run(DELETE);
    expect(deleted.text).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    expect((await run(GET)).status).toBe(404);
  });

  test('the type "flow", as in the published table of parameters, creates a client', async () => {
    const created = await run(CREATE.replace('"type":"oauth-client"', '"type":"flow"'));
    expect([created.status, created.body.data.type]).toEqual([201, 'oauth-client']);
  });

  test('the filter without an id, as published, is rejected', async () => {
    const answer = await run(LIST_OF_COMPONENT.replace('{COMPONENT_ID}', ''));
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'invalid_parameter']);
  });

  test('a second client for the component is a 409, and a wrong API key is a 401', async () => {
    await run(CREATE);
    const second = await run(CREATE);
    expect([second.status, second.body.errors[0].code]).toEqual([409, 'oauth_client_exists']);
    values['APIKEY'] = mistyped(owner.apiKey);
    const stranger = await run(LIST);
    expect([stranger.status, stranger.body.errors[0].code]).toEqual([401, 'unauthenticated']);
  });

  /** Gives lists something to filter out. */
  async function makeComponentWithClient(): Promise<void> {
    const { COMPONENT_ID } = values;
    values['COMPONENT_ID'] = await makeComponent(owner);
    await run(CREATE);
    values['COMPONENT_ID'] = COMPONENT_ID!;
  }

  /** curl writes the status on its own line after the body, so the two cannot be confused. */
  async function run(line: string) {
    const command = line.replace(/\{([A-Z_-]+)\}/g, (_, name: string) => values[name]!);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${command} -s -w '\\n%{http_code}'`]);
    const end = stdout.lastIndexOf('\n');
    const text = stdout.slice(0, end);
    const body = text.startsWith('{') ? JSON.parse(text) : undefined;
    return { status: Number(stdout.slice(end + 1)), text, body };
  }
});
