import type { SteppedAction } from '../actions/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, type Input } from '../jsonapi/index.ts';
import type { Log } from '../system/log.ts';
import type { CredentialSecrets } from './access.ts';
import type { Configuration, Configure } from './configuration.ts';
import { forgetTokens, holdConnection } from './connections.ts';
import { revokeTokens } from './revoke.ts';
import { assertNotInFlows } from './rules.ts';
import { found } from './service.ts';
import { lockCredential, removeCredential, type Credential } from './store.ts';

export interface Disconnect {
  /** Forgets the tokens, and revokes them at the provider where it can. */
  disconnect: SteppedAction<Input, void>;
  /** Deletes the credential, and revokes its tokens likewise. */
  remove: SteppedAction<Input, void>;
}

interface Parts {
  outbound: Outbound;
  secrets: CredentialSecrets;
  configure: Configure;
  log: Log;
  /** Flows stand above credentials and are passed in. */
  usage(db: TenantDb, credentialId: string): Promise<{ flows: string[]; count: number }>;
}

/** What it takes to revoke, gathered while it is still there. */
interface Leftover {
  configuration: Configuration;
  tokens: { access_token: string; refresh_token: string | null };
}

export function createDisconnect({ outbound, secrets, configure, log, usage }: Parts): Disconnect {
  /** Undefined where there are no tokens, or nobody to tell: what cannot be configured any more has no address. */
  async function leftoverOf(db: TenantDb, credential: Credential): Promise<Leftover | undefined> {
    const { access, refresh_token, token_url } = credential.connection;
    if (access === null) return undefined;
    try {
      const configuration = await configure(db, credential);
      // Tokens go to nobody but the one that issued them.
      if (configuration.tokenUrl !== token_url && !configuration.trusted) return undefined;
      const key = { tenantId: credential.tenant_id, id: credential.id };
      const { access_token } = await secrets.openAccess(key, access);
      const tokens = {
        access_token,
        refresh_token: refresh_token === null ? null : await secrets.openRefreshToken(key, refresh_token),
      };
      return { configuration, tokens };
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return undefined;
      throw error;
    }
  }

  /** Best effort: the tokens go here whatever the provider says. */
  async function revoke(id: string, leftover: Leftover | undefined): Promise<void> {
    if (leftover === undefined) return;
    const revocation = await revokeTokens(outbound, leftover.configuration, leftover.tokens);
    if (revocation === 'failed') log.warn({ credential: id }, 'the provider did not revoke the tokens');
  }

  return {
    disconnect: {
      name: 'connections.delete',
      permission: 'tenants.credentials.edit',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const id = params['id']!;
        // Forgotten first: what is connected while the provider is asked is not forgotten with it.
        const leftover = await context.commit(
          async (db) => {
            const held = await holdConnection(db, id);
            const credential = found(held?.credential);
            assertUnchanged(credential, ifMatch);
            const tokens = await leftoverOf(db, credential);
            await forgetTokens(db, id, credential.connection.generation, 'pending', null);
            return tokens;
          },
          (tokens) => ({ type: 'credential', id, details: { revoked: tokens !== undefined } }),
        );
        await revoke(id, leftover);
      },
    },
    remove: {
      name: 'credentials.delete',
      permission: 'tenants.credentials.delete',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const id = params['id']!;
        const { leftover } = await context.commit(
          async (db) => {
            found(await lockCredential(db, id));
            const { credential } = (await holdConnection(db, id))!;
            assertUnchanged(credential, ifMatch);
            assertNotInFlows(await usage(db, id));
            const tokens = await leftoverOf(db, credential);
            await removeCredential(db, id).catch((error: unknown) => {
              throw violatesReference(error)
                ? new AppError(
                    'credential_in_use',
                    'A webhook, or a flow that has just begun to, uses the credential.',
                  )
                : error;
            });
            return { leftover: tokens, name: credential.name };
          },
          ({ name }) => ({ type: 'credential', id, details: { name } }),
        );
        await revoke(id, leftover);
      },
    },
  };
}
