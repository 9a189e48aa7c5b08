import type { Actor, ReadAction, WriteAction } from '../actions/index.ts';
import { newToken, sha256 } from '../crypto/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Collection, Input } from '../jsonapi/index.ts';
import type { OauthAppSecretCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { assertCanManage, assertCanPublish } from './rules.ts';
import { findOauthApp, lockOauthApp } from './store.ts';

const TABLE = 'oauth_app_secrets';

/** Lets secret scanners recognize leaked client secrets. */
export const SECRET_PREFIX = 'vkcs_';

export interface AppSecret {
  tenant_id: string;
  id: string;
  app_id: string;
  created_at: number;
  created_by: string | null;
  /** null for the newest; the previous one expires after the overlap. Milliseconds since the epoch. */
  expires_at: number | null;
  last_used_at: number | null;
  client_secret?: string;
}

const COLUMNS = ['tenant_id', 'id', 'app_id', 'created_at', 'created_by', 'expires_at', 'last_used_at'];

export interface AppSecrets {
  list: ReadAction<Input, Collection<AppSecret>>;
  get: ReadAction<Input, AppSecret>;
  /** Creates a secret. The previous one expires immediately, or after `overlap` seconds; older ones are deleted. */
  create: WriteAction<Input<OauthAppSecretCreate>, AppSecret>;
}

export function createSecrets(): AppSecrets {
  return {
    list: {
      name: 'oauth-app-secrets.list',
      permission: 'tenants.oauth_apps.get',
      writes: false,
      async run({ db, now }, { params, query: { page } }) {
        if ((await findOauthApp(db, params['id']!)) === undefined) throw notFound('OAuth app');
        const all = await validSecrets(db, params['id']!, now);
        const start = (page.number - 1) * page.size;
        return { rows: all.slice(start, start + page.size), total: all.length };
      },
    },
    get: {
      name: 'oauth-app-secrets.get',
      permission: 'tenants.oauth_apps.get',
      writes: false,
      async run({ db, now }, { params }) {
        const all = await validSecrets(db, params['id']!, now);
        const secret = all.find(({ id }) => id === params['secret']);
        if (secret === undefined) throw notFound('client secret');
        return secret;
      },
    },
    create: {
      name: 'oauth-app-secrets.create',
      permission: 'tenants.oauth_apps.edit',
      schema: 'oauth-app-secret.create',
      writes: true,
      async run({ db, actor, now }, { params, document }) {
        const app = await lockOauthApp(db, params['id']!);
        if (app === undefined) throw notFound('OAuth app');
        assertCanManage(actor, app, '');
        assertCanPublish(actor, app, '');
        if (app.public)
          throw new AppError(
            'conflict',
            'Public clients cannot have a client secret. To use one, create an app with public set to false.',
          );
        const { overlap = 0 } = document.data.attributes ?? {};
        const mine = () => db.from(TABLE).where({ app_id: app.id });
        await mine().whereNotNull('expires_at').delete();
        if (overlap === 0) await mine().delete();
        else await mine().update({ expires_at: now + overlap * 1000 });
        return issueSecret(db, app.id, actor, now);
      },
      audit: (secret, { document }) => ({
        type: 'oauth-app',
        id: secret.app_id,
        details: { secret: secret.id, overlap: document.data.attributes?.overlap ?? 0 },
      }),
    },
  };
}

/** Creates a secret and returns it with its plain text in `client_secret`. */
export async function issueSecret(db: TenantDb, appId: string, by: Actor, now: number): Promise<AppSecret> {
  const client_secret = newToken(SECRET_PREFIX);
  const secret: AppSecret = {
    tenant_id: db.tenantId,
    id: newId(),
    app_id: appId,
    created_at: now,
    created_by: by.id,
    expires_at: null,
    last_used_at: null,
  };
  await db.insert(TABLE, { ...secret, secret_hash: sha256(client_secret) });
  return { ...secret, client_secret };
}

/** Secrets that have not expired, newest first. */
async function validSecrets(db: TenantDb, appId: string, now: number): Promise<AppSecret[]> {
  return (await db
    .from(TABLE)
    .where({ app_id: appId })
    .where((where) => void where.whereNull('expires_at').orWhere('expires_at', '>', now))
    .orderBy('id', 'desc')
    .select(COLUMNS)) as AppSecret[];
}
