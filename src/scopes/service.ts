import type { ReadAction, WriteAction } from '../actions/index.ts';
import { violatesPrimaryKey, violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Collection, type Input } from '../jsonapi/index.ts';
import { WRITTEN, type ScopeCreate, type ScopeUpdate } from '../schema/index.ts';
import { assertDefinable, impliedDescription, managingScope, BUILT_IN_SCOPES } from './rules.ts';
import {
  countScopes,
  findScope,
  insertScope,
  listScopes,
  lockScope,
  removeScope,
  updateScope,
  type Scope,
} from './store.ts';

/** Few enough to read all of them for every list. */
const MAX_CUSTOM_SCOPES = 500;

export interface Scopes {
  list: ReadAction<Input, Collection<Scope>>;
  get: ReadAction<Input, Scope>;
  create: WriteAction<Input<ScopeCreate>, Scope>;
  update: WriteAction<Input<ScopeUpdate>, Scope>;
  remove: WriteAction<Input, void>;
  /**
   * For each name, the description shown on the consent page and the custom scope that defines it: the scope itself,
   * the `manage.` scope that covers it, or null for a built-in scope. Undefined names are left out.
   */
  known(db: TenantDb, names: readonly string[]): Promise<Map<string, KnownScope>>;
}

export interface KnownScope {
  description: string;
  definedBy: string | null;
}

export function createScopes(): Scopes {
  return {
    async known(db, names) {
      const own = new Map((await listScopes(db)).map((scope) => [scope.name, scope]));
      const known = new Map<string, KnownScope>();
      for (const name of names) {
        const builtIn = BUILT_IN_SCOPES.get(name);
        const managing = managingScope(name) ?? '';
        const defined = own.get(name);
        if (builtIn !== undefined) known.set(name, { description: builtIn.description, definedBy: null });
        else if (defined !== undefined)
          known.set(name, { description: defined.description, definedBy: name });
        else if (own.has(managing))
          known.set(name, { description: impliedDescription(name), definedBy: managing });
      }
      return known;
    },
    list: {
      name: 'scopes.list',
      permission: 'tenants.scopes.get',
      writes: false,
      async run({ db }, { query: { filter, page } }) {
        const all = [...(await listScopes(db)), ...builtInScopes(db.tenantId)].filter(
          ({ built_in }) => filter['built_in'] === undefined || String(built_in) === filter['built_in'],
        );
        const start = (page.number - 1) * page.size;
        return { rows: all.slice(start, start + page.size), total: all.length };
      },
    },
    get: {
      name: 'scopes.get',
      permission: 'tenants.scopes.get',
      writes: false,
      async run({ db }, { params }) {
        const name = params['scope']!;
        return found(builtInScope(db.tenantId, name) ?? (await findScope(db, name)));
      },
    },
    create: {
      name: 'scopes.create',
      permission: 'tenants.scopes.create',
      schema: 'scope.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { attributes } = document.data;
        assertDefinable(attributes.name);
        if ((await countScopes(db)) >= MAX_CUSTOM_SCOPES)
          throw new AppError(
            'conflict',
            `A tenant can have at most ${MAX_CUSTOM_SCOPES} custom scopes. Delete scopes that you no longer need.`,
          );
        const scope: Scope = {
          ...WRITTEN.scope.defaults,
          ...attributes,
          tenant_id: db.tenantId,
          built_in: false,
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
        };
        await insertScope(db, scope).catch((error: unknown) => {
          if (!violatesPrimaryKey(error, 'scopes', ['tenant_id', 'name'])) throw error;
          throw new AppError(
            'already_exists',
            'A scope with this name already exists. Choose another name.',
            {
              source: { pointer: '/data/attributes/name' },
            },
          );
        });
        return scope;
      },
      audit: entry,
    },
    update: {
      name: 'scopes.update',
      permission: 'tenants.scopes.edit',
      schema: 'scope.update',
      writes: true,
      async run({ db, now }, { params, document, ifMatch }) {
        const scope = await lockCustomScope(db, params['scope']!);
        assertUnchanged(scope, ifMatch);
        const changed = {
          ...scope,
          ...document.data.attributes,
          version: scope.version + 1,
          updated_at: now,
        };
        await updateScope(db, changed);
        return changed;
      },
      audit: entry,
    },
    remove: {
      name: 'scopes.delete',
      permission: 'tenants.scopes.delete',
      writes: true,
      async run({ db }, { params, ifMatch }) {
        const scope = await lockCustomScope(db, params['scope']!);
        assertUnchanged(scope, ifMatch);
        await removeScope(db, scope.name).catch((error: unknown) => {
          throw violatesReference(error)
            ? new AppError(
                'scope_in_use',
                'OAuth apps still have this scope. Remove it from their scopes first.',
              )
            : error;
        });
      },
      audit: (_, { params }) => ({ type: 'scope', id: null, details: { name: params['scope']! } }),
    },
  };
}

async function lockCustomScope(db: TenantDb, name: string): Promise<Scope> {
  if (BUILT_IN_SCOPES.has(name))
    throw new AppError(
      'scope_built_in',
      `The scope "${name}" is built in and cannot be changed or deleted. Create a custom scope instead.`,
    );
  return found(await lockScope(db, name));
}

function builtInScopes(tenantId: string): Scope[] {
  return [...BUILT_IN_SCOPES.keys()].sort().map((name) => builtInScope(tenantId, name)!);
}

function builtInScope(tenantId: string, name: string): Scope | undefined {
  const scope = BUILT_IN_SCOPES.get(name);
  if (scope === undefined) return undefined;
  const { description } = scope;
  const stamps = { version: 1, created_at: 0, updated_at: 0, created_by: null };
  return { ...WRITTEN.scope.defaults, tenant_id: tenantId, name, description, built_in: true, ...stamps };
}

function entry(scope: Scope) {
  const { name, description } = scope;
  return { type: 'scope', id: null, details: { name, description } };
}

function found(scope: Scope | undefined): Scope {
  if (scope === undefined) throw notFound('scope');
  return scope;
}
