import { readFileSync } from 'node:fs';
import { randomBase62 } from '../crypto/index.ts';
import { systemActor, type Action } from '../actions/index.ts';
import { platformDb, tenantDb } from '../db/index.ts';
import { EMPTY_QUERY, type Input } from '../jsonapi/index.ts';
import { findUserByEmail, hashedPassword, setPassword } from '../users/index.ts';
import { foundTenant } from './found-tenant.ts';
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
  /** Commands to paste, with a key that works. */
  instructions(address: string): string;
}

/**
 * Fills an empty database from `seeds/demo`, through the same actions as everybody. Where the demo is there already,
 * its instructions say how to get another key. @returns undefined where there are other tenants
 */
export async function makeDemo(services: Services): Promise<Demo | undefined> {
  const { publisher, tenant } = read('demo.json') as { publisher: DemoTenant; tenant: DemoTenant };
  if (!(await isEmpty(services))) return earlierDemo(services, tenant.owner);
  const shared = await makeTenant(services, publisher, new Map());
  const made = await makeTenant(services, tenant, shared.components);
  const password = randomBase62(16);
  const db = platformDb(services.database);
  const owner = (await findUserByEmail(db, tenant.owner))!;
  await setPassword(db, owner.id, await hashedPassword(password), services.clock());
  return {
    instructions: (address) =>
      instructions({
        password,
        address,
        tenant: made.id,
        login: `${tenant.owner}:${made.apiKey}`,
        component: made.components.get('pizza-van')!,
      }),
  };
}

async function isEmpty({ database }: Services): Promise<boolean> {
  return (await platformDb(database).sql('tenants').first('id')) === undefined;
}

async function earlierDemo({ database }: Services, email: string): Promise<Demo | undefined> {
  const owner = (await platformDb(database)
    .sql('memberships')
    .join('users', 'users.id', 'memberships.user_id')
    .where({ email })
    .first('tenant_id')) as { tenant_id: string } | undefined;
  if (owner === undefined) return undefined;
  const key = `npm run --silent valetkey -- api-key create --tenant ${owner.tenant_id} --email ${email} --json`;
  return {
    instructions: (address) => `
Valetkey listens at ${address} with the demo tenant that was made before. Its key was shown then; this makes another:

  export CLIENTS=${address}/v2/tenants/${owner.tenant_id}/oauth-clients
  export LOGIN=${email}:$(${key} | node -p 'JSON.parse(fs.readFileSync(0)).api_key')

For the sign-in page: npm run --silent valetkey -- user password-link --email ${email}
Both need the same DATA_DIR, DATABASE_URL and PORT as the server.

`,
  };
}

async function makeTenant(services: Services, demo: DemoTenant, shared: ReadonlyMap<string, string>) {
  const { tenant, apiKey } = await foundTenant(services, { name: demo.name, ownerEmail: demo.owner });
  const call = { actor: { ...systemActor(tenant.id), name: 'demo' }, tenantId: tenant.id, requestId: null };
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
  password,
  address,
  tenant,
  login,
  component,
}: {
  password: string;
  address: string;
  tenant: string;
  login: string;
  component: string;
}): string {
  return `
Valetkey listens at ${address} with a demo tenant in it. The console is at ${address}/console,
the API reference at ${address}/docs.

Paste this first. The key is shown this once.

  export CLIENTS=${address}/v2/tenants/${tenant}/oauth-clients
  export LOGIN=${login}
  export COMPONENT=${component}

Create an OAuth client for the global component "Pizza Van":

  curl $CLIENTS -X POST -u $LOGIN -H 'Content-Type: application/json' -d '{"data":{"type":"oauth-client","attributes":{"client_id":"van-1","client_secret":"s3cret"},"relationships":{"component":{"data":{"id":"'$COMPONENT'","type":"component"}}}}}'

List all, then only that component's, and take the id from there:

  curl $CLIENTS -u $LOGIN
  curl -g "$CLIENTS/?filter[component]=$COMPONENT" -u $LOGIN
  export CLIENT=$(curl -sg "$CLIENTS?filter[component]=$COMPONENT" -u $LOGIN | node -p 'JSON.parse(fs.readFileSync(0)).data[0].id')

Get, change and delete it:

  curl $CLIENTS/$CLIENT -u $LOGIN
  curl $CLIENTS/$CLIENT -X PATCH -u $LOGIN -H 'Content-Type: application/json' -d '{"data":{"type":"oauth-client","attributes":{"client_id":"van-2","client_secret":"n3w"}}}'
  curl -i $CLIENTS/$CLIENT -X DELETE -u $LOGIN

At the sign-in page the owner's password is ${password}

Another key, for this or another user of the tenant:

  npm run --silent valetkey -- api-key create --tenant ${tenant} --email runtime@demo.test

`;
}
