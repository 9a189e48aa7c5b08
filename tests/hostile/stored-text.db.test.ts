import { document, makeComponent, startApp, type Answer, type TestApp } from '../support/app.ts';
import type { Operation } from '../support/contract-operations.ts';
import { BODY_OPERATIONS, seedTenant, nameOf, type SeededTenant } from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let tenant: SeededTenant;

beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
  await seedTenant(app, 'Bystander');
});

afterAll(() => app.close());

const TEXTS = [
  // Ends a string and a name in SQL, and has placeholders of SQL, knex, printf and templates.
  `\\'; DROP TABLE users; --" OR "1"="1'; DELETE FROM tenants WHERE '1'='1 ?? ? :name $1 ?1 %s \${7*7} {{7*7}}`,
  `a\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>`,
  `\u202eevil \u2028 \ufeff e\u0301 \u00e9 👩‍👩‍👧 \u{10ffff} \x01\x1b[2J`,
];

/** Members that do not take free text: they refer to something or allow only certain values. */
const FIXED =
  /^\/data\/type$|\/data\/relationships\/|\/component_id$|\/credentials_id$|\/(access|status|email|type|grant_type|authentication_type|response_type|scope_separator|client_authentication)$/;

/** Members that are never shown. */
const WRITE_ONLY =
  /^(credential .*\/client_secret|webhook .*\/(secret|decryption_key)|flow .*\/target_(authorization|client_key))$/;

/** Neither the samples that a webhook or credential is tested with nor the requests to sign are stored. */
const STORING = BODY_OPERATIONS.filter(({ path }) => !/\/(?:tests|signatures)$/.test(path));

describe.each(STORING.map((operation) => [nameOf(operation), operation] as const))(
  '%s',
  (_name, operation) => {
    test.each(TEXTS)('%j is returned unchanged or rejected, and nothing else changes', async (text) => {
      for (const together of groupsOf(operation)) await sendAndRead(operation, together, text);
    });
  },
);

/** The members that can hold the text in the same request: one group, and each of the others alone. */
function groupsOf(operation: Operation): string[][] {
  const body = tenant.body(operation) as Document;
  // Items of a list must differ, nodes and edges of a graph refer to each other, and a secret is searched for in the
  // whole response.
  const isAlone = (pointer: string): boolean =>
    /\/graph\/|\/\d+$/.test(pointer) || WRITE_ONLY.test(`${body.data.type} ${pointer}`);
  const pointers = textsOf(body);
  return [
    pointers.filter((pointer) => !isAlone(pointer)),
    ...pointers.filter(isAlone).map((pointer) => [pointer]),
  ];
}

/** Sends the text in all these members, then without those that were rejected, until the rest is accepted. */
async function sendAndRead(operation: Operation, pointers: string[], text: string): Promise<void> {
  if (pointers.length === 0) return;
  const body = await fitting(operation, pointers, text);
  const before = await dumpTables(app);
  const answer = await tenant.send(operation, { body });
  const after = await dumpTables(app);
  if (answer.status >= 400) {
    const rejected = pointersOf(answer);
    const others = rejected.filter((pointer) => !pointers.includes(pointer));
    expect([pointers, answer.status, others]).toEqual([pointers, 422, []]);
    expect(after).toEqual(before);
    return sendAndRead(
      operation,
      pointers.filter((pointer) => !rejected.includes(pointer)),
      text,
    );
  }
  // Secrets and variables are not in the response to a change, so fetch them.
  for (const pointer of pointers)
    expect([pointer, at(answer.body, pointer) ?? text]).toEqual([pointer, text]);
  const again = await tenant.owner.get(answer.body.data.links.self as string);
  for (const pointer of pointers) {
    // These credentials cannot read a tenant that was just created.
    if (again.status === 404) expect(after['tenants']!.join()).toContain(JSON.stringify(text).slice(1, -1));
    else if (WRITE_ONLY.test(`${again.body.data.type} ${pointer}`))
      expect(again.text).not.toContain(JSON.stringify(text).slice(1, -1));
    else expect([pointer, at(again.body, pointer)]).toEqual([pointer, text]);
  }
  expect(othersChanged(before, after)).toEqual([]);
}

function pointersOf({ body }: Answer): string[] {
  return (body.errors as { source: { pointer: string } }[]).map(({ source }) => source.pointer);
}

/** Members that a third party defines: descriptors, fields and samples of what it sends. */
const FREE_FORM = /\/(descriptor|fields|token|id_token|userinfo)\/|\/attributes\/body$/;

// Last, because it fills the tables that the tests above read completely.
test.each(BODY_OPERATIONS.map((operation) => [nameOf(operation), operation] as const))(
  '%s stores a text of a million characters or rejects it with a pointer',
  async (_name, operation) => {
    const text = 'x'.repeat(1_000_000);
    for (const pointer of textsOf(tenant.body(operation))) {
      const answer = await tenant.send(operation, { body: await fitting(operation, [pointer], text) });
      if (answer.status < 400) expect(pointer).toMatch(FREE_FORM);
      else {
        expect([pointer, answer.status]).toEqual([pointer, 422]);
        expect(answer.body.errors[0].source.pointer).toBe(pointer);
      }
    }
  },
);

/** The operation's document with the text in these places and without values that already exist. */
async function fitting(operation: Operation, pointers: string[], text: string): Promise<object> {
  const body = tenant.body(operation) as Document;
  const { attributes } = body.data;
  // Another email address would invalidate the owner's own credentials.
  if (body.data.type === 'me') delete attributes['email'];
  if ('email' in attributes) attributes['email'] = `p${(count += 1)}@acme.test`;
  if (body.data.type === 'role') attributes['name'] = `role ${(count += 1)}`;
  if (body.data.type === 'role' && pointers.some((pointer) => pointer.endsWith('/name')))
    await removeRoles(text);
  if (operation.method === 'post' && body.data.type === 'oauth-client') {
    body.data.relationships!['component'] = {
      data: { type: 'component', id: await makeComponent(tenant.owner) },
    };
  }
  // A replaced secret cannot be kept for another client ID.
  if (!pointers.some((pointer) => pointer.endsWith('/previous_client_secret_expires_at')))
    delete attributes['previous_client_secret_expires_at'];
  // An edge would refer to the node by its old ID.
  const graph = attributes['graph'] as { edges: unknown[] } | undefined;
  if (graph !== undefined && !pointers.some((pointer) => pointer.includes('/edges/'))) graph.edges = [];
  for (const pointer of pointers) {
    const path = pointer.split('/').slice(1);
    (at(body, `/${path.slice(0, -1).join('/')}`) as Record<string, unknown>)[path.at(-1)!] = text;
  }
  return body;
}

/** Frees the name of a role, which must be unique. */
async function removeRoles(name: string): Promise<void> {
  const { body } = await tenant.owner.get('roles?page[size]=200');
  for (const role of body.data as { id: string; attributes: { name: string } }[]) {
    if (role.attributes.name !== name) continue;
    if (role.id === tenant.ids['roles'])
      await tenant.owner.patch(`roles/${role.id}`, document('role', { name: 'free' }));
    else await tenant.owner.delete(`roles/${role.id}`);
  }
}

let count = 0;

type Document = {
  data: { type: string; attributes: Record<string, unknown>; relationships?: Record<string, unknown> };
};

/** The tables of rows that changed or disappeared, if there is more than the one that the request was about. */
function othersChanged(before: Record<string, string[]>, after: Record<string, string[]>): string[] {
  const gone = Object.entries(before).flatMap(([table, rows]) => {
    const now = new Set(after[table]);
    return rows.filter((row) => !now.has(row)).map(() => table);
  });
  // The connection of a credential counts the changes of its settings.
  const connection = gone.includes('credentials') ? gone.indexOf('connections') : -1;
  const others = gone.filter((_, index) => index !== connection);
  return others.length <= 1 ? [] : others;
}

function textsOf(document: object): string[] {
  return walk(document).filter((pointer) => !FIXED.test(pointer));
}

function walk(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => walk(member, `${pointer}/${key}`));
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);
}
