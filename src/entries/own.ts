import type { Actor, ReadAction, WriteAction } from '../actions/index.ts';
import { violatesPrimaryKey, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, type Collection, type Input, type Query } from '../jsonapi/index.ts';
import type { Catalog } from '../schema/index.ts';
import type { OwnEntry, OwnStore } from './own-store.ts';

/** What the entries are: also their resource type, and the parameter in URLs. */
export type Noun = 'provider' | 'sender';

interface CreateDocument<Entry> {
  data: { id: string; attributes: Entry };
}

interface UpdateDocument {
  data: { attributes?: object };
}

export interface OwnEntries<Entry, Found, Create, Update> {
  list: ReadAction<Input, Collection<Found>>;
  get: ReadAction<Input, Found>;
  create: WriteAction<Input<Create>, OwnEntry<Entry>>;
  update: WriteAction<Input<Update>, OwnEntry<Entry>>;
  remove: WriteAction<Input, void>;
}

interface Kind<Entry, Found> {
  noun: Noun;
  /** In sentences, such as "sender preset". */
  called: string;
  catalog: Catalog<Found>;
  store: OwnStore<Entry>;
  /** How many a tenant can define. */
  max: number;
  /** Finds an entry as the tenant sees it. */
  find(db: TenantDb, id: string): Promise<Found | undefined>;
  pageOf(entries: readonly Found[], query: Query): Collection<Found>;
  /** @param at the JSON Pointer to the entry. @throws AppError validation_failed */
  assertValid(entry: Entry, at: string): Promise<void> | void;
  /** Called before an entry is created or changed. @throws AppError if the actor may not */
  beforeChange?(db: TenantDb, actor: Actor, id: string): Promise<unknown>;
  /** Called before an entry is deleted. @throws AppError */
  beforeRemove?(db: TenantDb, actor: Actor, id: string): Promise<unknown>;
  /** Called when an entry has changed. */
  onChange?(db: TenantDb, id: string): Promise<void>;
  /** For an entry that the tenant did not define. */
  builtIn(id: string): AppError;
}

/** The entries of a tenant: its own, which it can change, and the built-in ones that they do not replace. */
export function createOwnEntries<
  Entry extends { name: string },
  Found extends Entry & { id: string },
  Create extends CreateDocument<Entry>,
  Update extends UpdateDocument,
>(kind: Kind<Entry, Found>): OwnEntries<Entry, Found, Create, Update> {
  const { noun, called, catalog, store, max, find, pageOf, assertValid, onChange } = kind;
  const plural = `${noun}s` as const;

  async function lockOwn(db: TenantDb, id: string): Promise<OwnEntry<Entry>> {
    const own = await store.lock(db, id);
    if (own === undefined) throw catalog.get(id) === undefined ? notFound(noun) : kind.builtIn(id);
    return own;
  }

  const described = ({ id, name }: OwnEntry<Entry>) => ({
    type: noun,
    id: null,
    details: { [noun]: id, name },
  });

  return {
    list: {
      name: `${plural}.list_all`,
      permission: `tenants.${plural}.get`,
      writes: false,
      async run({ db }, { query }) {
        const own = (await store.list(db)) as unknown as Found[];
        const replaced = new Set(own.map(({ id }) => id));
        return pageOf([...own, ...catalog.all().filter(({ id }) => !replaced.has(id))], query);
      },
    },
    get: {
      name: `${plural}.get_any`,
      permission: `tenants.${plural}.get`,
      writes: false,
      async run({ db }, { params }) {
        const entry = await find(db, params[noun]!);
        if (entry === undefined) throw notFound(noun);
        return entry;
      },
    },
    create: {
      name: `${plural}.create`,
      permission: `tenants.${plural}.create`,
      schema: `${noun}.create`,
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { id, attributes } = document.data;
        await assertValid(attributes, AT);
        if ((await store.count(db)) >= max)
          throw new AppError(
            'conflict',
            `A tenant can define at most ${max} ${called}s. Delete ${called}s that you no longer need.`,
          );
        // It may replace a built-in one that is already used.
        await kind.beforeChange?.(db, actor, id);
        const own = { tenant_id: db.tenantId, version: 1, created_at: now, updated_at: now };
        const entry = { ...attributes, id, own };
        await store.insert(db, entry).catch((error: unknown) => {
          if (!violatesPrimaryKey(error, store.table, ['tenant_id', 'id'])) throw error;
          throw new AppError(
            'already_exists',
            `The tenant already has a ${called} with this ID. Change that one instead, or choose another ID.`,
            { source: { pointer: '/data/id' } },
          );
        });
        await onChange?.(db, id);
        return entry;
      },
      audit: described,
    },
    update: {
      name: `${plural}.update`,
      permission: `tenants.${plural}.edit`,
      schema: `${noun}.update`,
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const before = await lockOwn(db, params[noun]!);
        assertUnchanged(before.own, ifMatch);
        await kind.beforeChange?.(db, actor, before.id);
        const { id, own, ...attributes } = before;
        const changed = withoutNulls<Entry>({ ...attributes, ...document.data.attributes });
        await assertValid(changed, AT);
        const entry = { ...changed, id, own: { ...own, version: own.version + 1, updated_at: now } };
        await store.update(db, entry);
        await onChange?.(db, id);
        return entry;
      },
      audit: described,
    },
    remove: {
      name: `${plural}.delete`,
      permission: `tenants.${plural}.delete`,
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const { id, own } = await lockOwn(db, params[noun]!);
        assertUnchanged(own, ifMatch);
        await kind.beforeRemove?.(db, actor, id);
        await store.remove(db, id);
        await onChange?.(db, id);
      },
      audit: (_, { params }) => ({ type: noun, id: null, details: { [noun]: params[noun]! } }),
    },
  };
}

const AT = '/data/attributes';

/** null removes an attribute. */
function withoutNulls<Entry>(attributes: object): Entry {
  const entries = Object.entries(attributes).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Entry;
}
