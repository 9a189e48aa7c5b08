import type { Actor, ReadAction, WriteAction } from '../actions/index.ts';
import { newToken, sha256 } from '../crypto/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, relatedId, type Collection, type Input } from '../jsonapi/index.ts';
import type { ApiKeyCreate, ApiKeyUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import type { Member, Users } from '../users/index.ts';
import { API_KEY_PREFIX, DISPLAY_LENGTH } from './rules.ts';
import {
  findApiKey,
  insertApiKey,
  listApiKeys,
  lockApiKey,
  removeApiKey,
  updateApiKey,
  type ApiKey,
} from './store.ts';

export interface ApiKeys {
  list: ReadAction<Input, Collection<ApiKey>>;
  get: ReadAction<Input, ApiKey>;
  create: WriteAction<Input<ApiKeyCreate>, ApiKey & { api_key: string }>;
  update: WriteAction<Input<ApiKeyUpdate>, ApiKey>;
  remove: WriteAction<Input, void>;
  /** Creates a key for a user and returns it with the secret in `api_key`. */
  issue(
    db: TenantDb,
    userId: string,
    attributes: ApiKeyAttributes,
    by: Actor,
    now: number,
  ): Promise<ApiKey & { api_key: string }>;
}

type ApiKeyAttributes = NonNullable<ApiKeyCreate['data']['attributes']>;

const USER = '/data/relationships/user/data/id';

export function createApiKeys({ users }: { users: Users }): ApiKeys {
  async function issue(
    db: TenantDb,
    userId: string,
    attributes: ApiKeyAttributes,
    by: Actor,
    now: number,
  ): Promise<ApiKey & { api_key: string }> {
    const api_key = newToken(API_KEY_PREFIX);
    const key = {
      tenant_id: db.tenantId,
      id: newId(),
      user_id: userId,
      name: attributes.name ?? null,
      prefix: api_key.slice(0, DISPLAY_LENGTH),
      scopes: null,
      // The operator gives a new key to its user. But a member who creates a key for another user has seen it.
      personal: by.type === 'system' || (by.id === userId && by.inPerson),
      app_id: null,
      authorization_id: null,
      expires_at: expirationOf(attributes.expires_at, now) ?? null,
      last_used_at: null,
      version: 1,
      created_at: now,
      updated_at: now,
      created_by: by.id,
      api_key,
    };
    await insertApiKey(db, key, { key_hash: sha256(api_key) });
    return key;
  }

  /** A key acts as its user, so the caller must have all permissions of that user. */
  async function assertMayManageKeysOf(
    db: TenantDb,
    actor: Actor,
    userId: string,
    pointer: string,
  ): Promise<Member> {
    const member = await users.getMember(db, userId).catch((error: unknown) => {
      throw error instanceof AppError ? noSuchUser(pointer) : error;
    });
    await users.assertMayManage(db, actor, member, pointer);
    return member;
  }

  return {
    issue,
    list: {
      name: 'api-keys.list',
      permission: 'tenants.api_keys.get',
      writes: false,
      run: ({ db }, { query }) => listApiKeys(db, query.filter, pageOf(query)),
    },
    get: {
      name: 'api-keys.get',
      permission: 'tenants.api_keys.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findApiKey(db, params['id']!)),
    },
    create: {
      name: 'api-keys.create',
      permission: 'tenants.api_keys.create',
      schema: 'api-key.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const userId = relatedId(document.data.relationships?.user) ?? actor.id ?? '';
        const member = await assertMayManageKeysOf(db, actor, userId, USER);
        if (!member.accepted) throw notAccepted();
        return issue(db, userId, document.data.attributes ?? {}, actor, now).catch((error: unknown) => {
          throw violatesReference(error) ? noSuchUser(USER) : error;
        });
      },
      audit: entry,
    },
    update: {
      name: 'api-keys.update',
      permission: 'tenants.api_keys.edit',
      schema: 'api-key.update',
      writes: true,
      async run({ db, actor, now }, { params, document, ifMatch }) {
        const key = found(await lockApiKey(db, params['id']!));
        assertUnchanged(key, ifMatch);
        await assertMayManageKeysOf(db, actor, key.user_id, '');
        const { name = key.name, expires_at } = document.data.attributes ?? {};
        const expiration = expirationOf(expires_at, now);
        const changed = {
          ...key,
          name,
          expires_at: expiration === undefined ? key.expires_at : expiration,
          version: key.version + 1,
          updated_at: now,
        };
        await updateApiKey(db, changed);
        return changed;
      },
      audit: entry,
    },
    remove: {
      name: 'api-keys.delete',
      permission: 'tenants.api_keys.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const key = found(await lockApiKey(db, params['id']!));
        assertUnchanged(key, ifMatch);
        await assertMayManageKeysOf(db, actor, key.user_id, '');
        await removeApiKey(db, key.id);
      },
      audit: (_, { params }) => ({ type: 'api-key', id: params['id']! }),
    },
  };
}

/**
 * @returns milliseconds since the epoch; undefined if `expiresAt` is undefined
 * @throws AppError validation_failed if it is in the past
 */
function expirationOf(expiresAt: string | null | undefined, now: number): number | null | undefined {
  if (expiresAt === undefined || expiresAt === null) return expiresAt;
  const expiration = Date.parse(expiresAt);
  if (expiration > now) return expiration;
  throw new AppError(
    'validation_failed',
    'expires_at must be in the future. To revoke a key now, delete it.',
    {
      source: { pointer: '/data/attributes/expires_at' },
    },
  );
}

/** The user does not exist, or was removed between the read and the write. */
function noSuchUser(pointer: string): AppError {
  return new AppError('not_found', 'This user does not exist or is not a member of the tenant.', {
    source: { pointer },
  });
}

/** A key acts as its user, which must not be possible before the user has accepted the invitation. */
function notAccepted(): AppError {
  return new AppError(
    'conflict',
    'The user has not accepted the invitation to this tenant yet. Create the key after they sign in and accept it.',
    { source: { pointer: USER } },
  );
}

function entry(key: ApiKey) {
  return {
    type: 'api-key',
    id: key.id,
    details: { user: key.user_id, prefix: key.prefix, expires_at: key.expires_at },
  };
}

function found(key: ApiKey | undefined): ApiKey {
  if (key === undefined) throw notFound('API key');
  return key;
}
