import type { ReadAction, WriteAction } from '../actions/index.ts';
import { revokeKeysOfApp } from '../api-keys/index.ts';
import { randomBase62 } from '../crypto/index.ts';
import type { TenantDb } from '../db/index.ts';
import { notFound } from '../errors.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import type { OauthAppCreate, OauthAppUpdate } from '../schema/index.ts';
import type { Scopes } from '../scopes/index.ts';
import { newId } from '../system/ids.ts';
import { assertScopesExist, assertCanManage, assertCanPublish, assertValid, DEFAULTS } from './rules.ts';
import { issueSecret } from './secrets.ts';
import {
  findOauthApp,
  insertOauthApp,
  listOauthApps,
  lockOauthApp,
  removeOauthApp,
  updateOauthApp,
  type OauthApp,
} from './store.ts';

export interface OauthApps {
  list: ReadAction<Input, Collection<OauthApp>>;
  get: ReadAction<Input, OauthApp>;
  create: WriteAction<Input<OauthAppCreate>, OauthApp>;
  update: WriteAction<Input<OauthAppUpdate>, OauthApp>;
  remove: WriteAction<Input, void>;
}

const SCOPES = '/data/attributes/scopes';
const AUDIENCE = '/data/attributes/audience';

export function createOauthApps({ scopes }: { scopes: Scopes }): OauthApps {
  /** The tenant-defined scopes that the app's scopes depend on. @throws AppError validation_failed */
  async function definitionsOf(db: TenantDb, app: OauthApp): Promise<string[]> {
    const known = await scopes.known(db, app.scopes);
    assertScopesExist(app.scopes, known);
    const own = [...known.values()].flatMap(({ definedBy }) => definedBy ?? []);
    return [...new Set(own)];
  }

  return {
    list: {
      name: 'oauth-apps.list',
      permission: 'tenants.oauth_apps.get',
      writes: false,
      run: ({ db }, { query }) => listOauthApps(db, pageOf(query)),
    },
    get: {
      name: 'oauth-apps.get',
      permission: 'tenants.oauth_apps.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findOauthApp(db, params['id']!)),
    },
    create: {
      name: 'oauth-apps.create',
      permission: 'tenants.oauth_apps.create',
      schema: 'oauth-app.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const given = document.data.attributes ?? {};
        const { kind = 'oauth2' } = given;
        const app: OauthApp = {
          description: null,
          website_url: null,
          logo_url: null,
          redirect_uris: [],
          scopes: [],
          grant_types: [...DEFAULTS.grant_types[kind]],
          automatic_consent: false,
          impersonation: false,
          public: false,
          audience: 'tenant',
          code_lifetime: DEFAULTS.code_lifetime,
          access_token_lifetime: DEFAULTS.access_token_lifetime[kind],
          refresh_token_lifetime: DEFAULTS.refresh_token_lifetime,
          name: `App ${randomBase62(6)}`,
          ...given,
          kind,
          tenant_id: db.tenantId,
          id: newId(),
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
        };
        assertValid(app, given);
        assertCanManage(actor, app, SCOPES);
        assertCanPublish(actor, app, AUDIENCE);
        await insertOauthApp(db, app, await definitionsOf(db, app));
        if (app.public) return app;
        const { client_secret } = await issueSecret(db, app.id, actor, now);
        return { ...app, client_secret: client_secret! };
      },
      audit: entry,
    },
    update: {
      name: 'oauth-apps.update',
      permission: 'tenants.oauth_apps.edit',
      schema: 'oauth-app.update',
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const app = found(await lockOauthApp(db, params['id']!));
        assertUnchanged(app, ifMatch);
        assertCanManage(actor, app, '');
        const given = document.data.attributes ?? {};
        const changed: OauthApp = { ...app, ...given, version: app.version + 1, updated_at: now };
        assertValid(changed, given, app);
        assertCanManage(actor, changed, SCOPES);
        assertCanPublish(actor, changed, given.audience === undefined ? '' : AUDIENCE);
        await updateOauthApp(db, changed, await definitionsOf(db, changed));
        return changed;
      },
      audit: entry,
    },
    remove: {
      name: 'oauth-apps.delete',
      permission: 'tenants.oauth_apps.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const app = found(await lockOauthApp(db, params['id']!));
        assertUnchanged(app, ifMatch);
        assertCanManage(actor, app, '');
        await revokeKeysOfApp(db, app.id);
        await removeOauthApp(db, app.id);
      },
      audit: (_, { params }) => ({ type: 'oauth-app', id: params['id']! }),
    },
  };
}

function entry(app: OauthApp) {
  const { id, name, scopes, grant_types, redirect_uris, audience, automatic_consent, impersonation } = app;
  const details = { name, scopes, grant_types, redirect_uris, audience, automatic_consent, impersonation };
  return { type: 'oauth-app', id, details };
}

function found(app: OauthApp | undefined): OauthApp {
  if (app === undefined) throw notFound('OAuth app');
  return app;
}
