import { readFileSync } from 'node:fs';
import { randomBase62 } from '../crypto/index.ts';
import { systemActor, type Action } from '../actions/index.ts';
import { platformDb, tenantDb } from '../db/index.ts';
import { EMPTY_QUERY, type Input } from '../jsonapi/index.ts';
import { findUserByEmail, hashedPassword, listTenantsOf, setPassword } from '../users/index.ts';
import { createTenant } from './create-tenant.ts';
import type { Services } from './services.ts';

const FOLDER = new URL('../../seeds/demo/', import.meta.url);

interface DemoTenant {
  name: string;
  owner: string;
  components: { file: string; access: 'tenant' | 'global' }[];
  users?: { email: string; name: string; role: string }[];
  clients?: { component: string; client_id: string; client_secret: string }[];
  flows?: { name: string; status: 'draft' | 'active' | 'stopped'; steps: string[] }[];
}

export interface Demo {
  /** Commands to paste, with a working API key. */
  instructions(address: string): string;
}

/**
 * Fills an empty database from `seeds/demo`, using the same actions as the API. If the demo already exists, the
 * instructions explain how to create another key.
 * @param startedAs how the program was started, for the commands in the instructions
 * @returns undefined if the database has other tenants
 */
export async function makeDemo(services: Services, startedAs: string): Promise<Demo | undefined> {
  const { publisher, tenant } = read('demo.json') as { publisher: DemoTenant; tenant: DemoTenant };
  if (!(await isEmpty(services))) return existingDemo(services, tenant.owner, startedAs);
  const shared = await makeTenant(services, publisher, new Map());
  const made = await makeTenant(services, tenant, shared.components);
  const password = randomBase62(16);
  const db = platformDb(services.database);
  const owner = (await findUserByEmail(db, tenant.owner))!;
  await setPassword(db, owner.id, await hashedPassword(password), services.clock());
  return {
    instructions: (address) =>
      instructions({
        startedAs,
        email: tenant.owner,
        password,
        address,
        tenant: made.id,
        login: `${tenant.owner}:${made.apiKey}`,
        component: made.components.get('pizza-van')!,
      }),
  };
}

async function isEmpty({ database }: Services): Promise<boolean> {
  return (await platformDb(database).from('tenants').first('id')) === undefined;
}

async function existingDemo(
  { database }: Services,
  email: string,
  startedAs: string,
): Promise<Demo | undefined> {
  const db = platformDb(database);
  const owner = await findUserByEmail(db, email);
  const [demo] = owner === undefined ? [] : await listTenantsOf(db, owner.id);
  if (demo === undefined) return undefined;
  const key = `${startedAs} api-key create --tenant ${demo.id} --email ${email} --json`;
  return {
    instructions: (address) => `
Valetkey is running at ${address} with the existing demo tenant. To create a new API key, paste:

  export CLIENTS=${address}/v2/tenants/${demo.id}/oauth-clients
  export LOGIN=${email}:$(${key} | node -p 'JSON.parse(fs.readFileSync(0)).api_key')

To set a password for the console: ${startedAs} user password-link --email ${email}
Run both with the same DATA_DIR, DATABASE_URL and PORT as the server.

`,
  };
}

async function makeTenant(services: Services, demo: DemoTenant, shared: ReadonlyMap<string, string>) {
  const { tenant, apiKey } = await createTenant(services, { name: demo.name, ownerEmail: demo.owner });
  const call = {
    actor: { ...systemActor(tenant.id), name: 'demo' },
    tenantId: tenant.id,
    requestId: null,
    ipAddress: null,
  };
  const make = <Document, Output>(action: Action<Input<Document>, Output>, document: Document) =>
    services.perform(action, call, { params: {}, query: EMPTY_QUERY, document, ifMatch: undefined });
  const components = new Map(shared);

  for (const { file, access } of demo.components) {
    const descriptor = read(`components/${file}.json`) as Record<string, unknown>;
    const { id } = await make(services.components.create, {
      data: { type: 'component', attributes: { access, descriptor } },
    });
    components.set(file, id);
  }
  for (const { email, name, role } of demo.users ?? []) {
    const { id } = await services.access.getRoleByName(
      tenantDb(platformDb(services.database), tenant.id),
      role,
    );
    await make(services.users.create, {
      data: {
        type: 'user',
        attributes: { email, name },
        relationships: { role: { data: { type: 'role', id } } },
      },
    });
  }
  for (const { component, ...attributes } of demo.clients ?? []) {
    const data = { type: 'component' as const, id: components.get(component)! };
    await make(services.oauthClients.create, {
      data: { type: 'oauth-client', attributes, relationships: { component: { data } } },
    });
  }
  for (const { name, status, steps } of demo.flows ?? []) {
    const nodes = steps.map((step, index) => ({
      id: `step_${index + 1}`,
      component_id: components.get(step)!,
    }));
    const edges = nodes.slice(1).map(({ id }, index) => ({ source: nodes[index]!.id, target: id }));
    await make(services.flows.create, {
      data: { type: 'flow', attributes: { name, status, graph: { nodes, edges } } },
    });
  }
  return { id: tenant.id, apiKey, components };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
}

function instructions({
  startedAs,
  email,
  password,
  address,
  tenant,
  login,
  component,
}: {
  startedAs: string;
  email: string;
  password: string;
  address: string;
  tenant: string;
  login: string;
  component: string;
}): string {
  return `
Valetkey is running at ${address} with a demo tenant.

  Console        ${address}/console
  API reference  ${address}/docs
  Sign in with   ${email}
  Password       ${password}

Paste these lines first. The API key and the password are shown only once.

  export CLIENTS=${address}/v2/tenants/${tenant}/oauth-clients
  export LOGIN=${login}
  export COMPONENT=${component}

Create an OAuth client for the global component "Pizza Van":

  curl $CLIENTS -X POST -u $LOGIN -H 'Content-Type: application/json' -d '{"data":{"type":"oauth-client","attributes":{"client_id":"van-1","client_secret":"s3cret"},"relationships":{"component":{"data":{"id":"'$COMPONENT'","type":"component"}}}}}'

List all OAuth clients, then only the component's, and save the client's ID:

  curl $CLIENTS -u $LOGIN
  curl -g "$CLIENTS/?filter[component]=$COMPONENT" -u $LOGIN
  export CLIENT=$(curl -sg "$CLIENTS?filter[component]=$COMPONENT" -u $LOGIN | node -p 'JSON.parse(fs.readFileSync(0)).data[0].id')

Get, update and delete it:

  curl $CLIENTS/$CLIENT -u $LOGIN
  curl $CLIENTS/$CLIENT -X PATCH -u $LOGIN -H 'Content-Type: application/json' -d '{"data":{"type":"oauth-client","attributes":{"client_id":"van-2","client_secret":"n3w"}}}'
  curl -i $CLIENTS/$CLIENT -X DELETE -u $LOGIN

To create an API key for another user of the tenant:

  ${startedAs} api-key create --tenant ${tenant} --email runtime@demo.test

`;
}
