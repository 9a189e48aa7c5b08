import { document, makeComponent, startApp, type TestApp } from '../support/app.ts';
import type { Operation } from '../support/contract-operations.ts';
import { BODY_OPERATIONS, furnishTenant, nameOf, type FurnishedTenant } from '../support/furnished-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let tenant: FurnishedTenant;

beforeAll(async () => {
  app = await startApp();
  tenant = await furnishTenant(app);
  await furnishTenant(app, 'Bystander');
});

afterAll(() => app.close());

const TEXTS = [
  `'; DROP TABLE users; --`,
  `" OR "1"="1`,
  `\\'; DELETE FROM tenants WHERE '1'='1`,
  `?? ? :name $1 ?1 %s \${7*7} {{7*7}}`,
  `a\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>`,
  `\u202eevil \u2028 \ufeff e\u0301 \u00e9 👩‍👩‍👧 \u{10ffff} \x01\x1b[2J`,
];

/** Where a text may stand: not in what names something, and not where only certain words may. */
const FIXED =
  /^\/data\/type$|\/data\/relationships\/|\/component_id$|\/credentials_id$|\/(access|status|email|type|grant_type|authentication_type|response_type|scope_separator|client_authentication)$/;

/** What is taken and never shown. */
const WRITE_ONLY = /^(credential .*\/client_secret|webhook .*\/secret)$/;

/** A sample that a webhook is tried on is not kept. */
const STORING = BODY_OPERATIONS.filter(({ path }) => !path.endsWith('/tests'));

describe.each(STORING.map((operation) => [nameOf(operation), operation] as const))(
  '%s',
  (_name, operation) => {
    test.each(TEXTS)('%j comes back unchanged or is refused, and nothing else changes', async (text) => {
      for (const pointer of textsOf(tenant.body(operation))) {
        const body = await fitting(operation, pointer, text);
        const before = await dumpTables(app);
        const answer = await tenant.send(operation, { body });
        const after = await dumpTables(app);
        if (answer.status >= 400) {
          expect([pointer, answer.status]).toEqual([pointer, 422]);
          expect(answer.body.errors[0].source.pointer).toBe(pointer);
          expect(after).toEqual(before);
          continue;
        }
        // Secrets and variables are not in the answer to a change; they are read again.
        expect([pointer, at(answer.body, pointer) ?? text]).toEqual([pointer, text]);
        const again = await tenant.owner.get(answer.body.data.links.self as string);
        // A tenant just made is not the one that these credentials are good for.
        if (again.status === 404)
          expect(after['tenants']!.join()).toContain(JSON.stringify(text).slice(1, -1));
        else if (WRITE_ONLY.test(`${again.body.data.type} ${pointer}`))
          // Written, and never shown.
          expect(again.text).not.toContain(JSON.stringify(text).slice(1, -1));
        else expect(at(again.body, pointer)).toBe(text);
        expect(othersChanged(before, after)).toEqual([]);
      }
    });
  },
);

/** What is a third party's own: descriptors, fields, and the samples of what it would send. */
const FREE_FORM = /\/(descriptor|fields|token|id_token|userinfo)\/|\/attributes\/body$/;

// Last, because it fills the tables that the tests above read in full.
test.each(BODY_OPERATIONS.map((operation) => [nameOf(operation), operation] as const))(
  '%s: a text of a million characters is stored or refused with a pointer, never a failure',
  async (_name, operation) => {
    const text = 'x'.repeat(1_000_000);
    for (const pointer of textsOf(tenant.body(operation))) {
      const answer = await tenant.send(operation, { body: await fitting(operation, pointer, text) });
      if (answer.status < 400) expect(pointer).toMatch(FREE_FORM);
      else {
        expect([pointer, answer.status]).toEqual([pointer, 422]);
        expect(answer.body.errors[0].source.pointer).toBe(pointer);
      }
    }
  },
);

/** The document with the text in it, and nothing in it that is taken already. */
async function fitting(operation: Operation, pointer: string, text: string): Promise<object> {
  const body = tenant.body(operation) as Document;
  const { attributes } = body.data;
  // With another address the owner's own credentials would not be good any more.
  if (body.data.type === 'me') delete attributes['email'];
  if ('email' in attributes) attributes['email'] = `p${(count += 1)}@acme.test`;
  if (body.data.type === 'role') attributes['name'] = `role ${(count += 1)}`;
  if (body.data.type === 'role' && pointer.endsWith('/name')) await removeRoles(text);
  if (operation.method === 'post' && body.data.type === 'oauth-client') {
    body.data.relationships!['component'] = {
      data: { type: 'component', id: await makeComponent(tenant.owner) },
    };
  }
  // An edge would name the node by its former id.
  const graph = attributes['graph'] as { edges: unknown[] } | undefined;
  if (graph !== undefined && !pointer.includes('/edges/')) graph.edges = [];
  const path = pointer.split('/').slice(1);
  (at(body, `/${path.slice(0, -1).join('/')}`) as Record<string, unknown>)[path.at(-1)!] = text;
  return body;
}

/** A role's name is taken once: the text of the test before goes. */
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

/** Rows that went although the request was about one: an update takes one row of one table away, and its person. */
function othersChanged(before: Record<string, string[]>, after: Record<string, string[]>): string[] {
  const gone = Object.entries(before).flatMap(([table, rows]) => {
    const now = new Set(after[table]);
    return rows.filter((row) => !now.has(row)).map(() => table);
  });
  return gone.length <= 1 ? [] : gone;
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
