import type { AuditSink, Context, ReadAction, WriteAction } from '../actions/index.ts';
import { revokeKeysOfAuthorizations } from '../api-keys/index.ts';
import { selectPage, type TenantDb } from '../db/index.ts';
import { notFound } from '../errors.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import { listAppsById, type Client } from '../oauth-apps/index.ts';
import { isCovered } from '../scopes/index.ts';
import { newId } from '../system/ids.ts';
import { lockMember } from '../users/index.ts';

const TABLE = 'authorizations';

/** A user's consent to an app in one tenant. Deleted when it is revoked, or together with the app or the user. */
export interface Authorization {
  tenant_id: string;
  id: string;
  user_id: string;
  app_tenant_id: string;
  app_id: string;
  scopes: string[];
  version: number;
  created_at: number;
  updated_at: number;
  /** The current name and URLs of the app. */
  app: { name: string; website_url: string | null; logo_url: string | null };
}

type Row = Omit<Authorization, 'scopes' | 'app'> & { scopes: string };

const COLUMNS = [
  'tenant_id',
  'id',
  'user_id',
  'app_tenant_id',
  'app_id',
  'scopes',
  'version',
  'created_at',
  'updated_at',
];

const LISTED = { table: TABLE, columns: COLUMNS };

/** Records the acting user's consent to an app, or adds scopes to it, with an audit entry if something changed. */
export type Consent = (
  context: Context,
  client: Client,
  scopes: readonly string[],
) => Promise<{ id: string }>;

export interface Authorizations {
  list: ReadAction<Input, Collection<Authorization>>;
  get: ReadAction<Input, Authorization>;
  /** Revokes the consent, and all tokens and API keys issued under it. */
  remove: WriteAction<Input, void>;
  consent: Consent;
}

export function createAuthorizations({ audit }: { audit: AuditSink }): Authorizations {
  return {
    list: {
      name: 'authorizations.list',
      permission: 'tenants.authorizations.get',
      writes: false,
      async run({ db }, { query: asked }) {
        const { filter } = asked;
        const query = db.from(TABLE);
        if (filter['user'] !== undefined) query.where({ user_id: filter['user'] });
        if (filter['oauth_app'] !== undefined) query.where({ app_id: filter['oauth_app'] });
        const { rows, total } = await selectPage<Row>(db, query, LISTED, pageOf(asked));
        return { rows: await withApps(db, rows), total };
      },
    },
    get: {
      name: 'authorizations.get',
      permission: 'tenants.authorizations.get',
      writes: false,
      async run({ db }, { params }) {
        const row = (await db.from(TABLE).where({ id: params['id']! }).first()) as Row | undefined;
        const [authorization] = row === undefined ? [] : await withApps(db, [row]);
        if (authorization === undefined) throw notFound('authorization');
        return authorization;
      },
    },
    remove: {
      name: 'authorizations.delete',
      permission: 'tenants.authorizations.delete',
      writes: true,
      async run({ db }, { params, ifMatch }) {
        const row = (await db.lock(TABLE).where({ id: params['id']! }).first()) as Row | undefined;
        if (row === undefined) throw notFound('authorization');
        assertUnchanged(row, ifMatch);
        await revokeKeysOfAuthorizations(db, [row.id]);
        // Deletes its grants, by cascade.
        await db.from(TABLE).where({ id: row.id }).delete();
      },
      audit: (_, { params }) => ({ type: 'authorization', id: params['id']! }),
    },
    async consent(context, client, scopes) {
      const { db, actor, now } = context;
      const mine = { user_id: actor.id!, app_id: client.id };
      // Serializes concurrent consents of a user: the first inserts the row, the second finds it.
      await lockMember(db, actor.id!);
      const row = (await db.lock(TABLE).where(mine).first()) as Row | undefined;
      const before = row === undefined ? [] : (JSON.parse(row.scopes) as string[]);
      const further = scopes.filter((scope) => !before.includes(scope));
      if (row !== undefined && further.length === 0) return { id: row.id };
      const all = [...before, ...further];
      const id = row?.id ?? newId();
      const changed = { scopes: JSON.stringify(all), version: (row?.version ?? 0) + 1, updated_at: now };
      if (row === undefined)
        await db.insert(TABLE, { id, ...mine, app_tenant_id: client.tenantId, ...changed, created_at: now });
      else await db.from(TABLE).where({ id }).update(changed);
      const details = { oauth_app: client.id, scopes: all };
      await audit(context, 'authorizations.grant', { type: 'authorization', id, details });
      return { id };
    },
  };
}

/** Whether a user has already consented to all of these scopes for an app. */
export async function hasConsented(
  db: TenantDb,
  { userId, appId }: { userId: string; appId: string },
  scopes: readonly string[],
): Promise<boolean> {
  const row = (await db.from(TABLE).where({ user_id: userId, app_id: appId }).first('scopes')) as
    { scopes: string } | undefined;
  if (row === undefined) return false;
  const given = JSON.parse(row.scopes) as string[];
  return scopes.every((scope) => isCovered(given, scope));
}

async function withApps(db: TenantDb, rows: Row[]): Promise<Authorization[]> {
  const apps = await listAppsById(db, [...new Set(rows.map(({ app_id }) => app_id))]);
  const byId = new Map(
    apps.map(({ id, name, website_url, logo_url }) => [id, { name, website_url, logo_url }]),
  );
  return rows.flatMap((row) => {
    const app = byId.get(row.app_id);
    return app === undefined ? [] : [{ ...row, scopes: JSON.parse(row.scopes) as string[], app }];
  });
}
