import type { SteppedAction, SteppedContext } from '../actions/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, type Input } from '../jsonapi/index.ts';
import type { Log } from '../system/log.ts';
import type { CredentialSecrets } from './access.ts';
import type { Configuration, Configure } from './configuration.ts';
import { forgetTokens, holdConnection } from './connections.ts';
import { revokeTokens, type Revocation } from './revoke.ts';
import { assertNotInFlows } from './rules.ts';
import { found } from './service.ts';
import { findCredential, lockCredential, removeCredential, type Credential } from './store.ts';

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
  async function leftoverOf({ db }: SteppedContext, credential: Credential): Promise<Leftover | undefined> {
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
  async function revoke(id: string, leftover: Leftover | undefined): Promise<Revocation> {
    if (leftover === undefined) return 'not_supported';
    const revocation = await revokeTokens(outbound, leftover.configuration, leftover.tokens);
    if (revocation === 'failed') log.warn({ credential: id }, 'the provider did not revoke the tokens');
    return revocation;
  }

  return {
    disconnect: {
      name: 'connections.delete',
      permission: 'tenants.credentials.edit',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const credential = found(await findCredential(context.db, params['id']!));
        assertUnchanged(credential, ifMatch);
        const leftover = await leftoverOf(context, credential);
        const revocation = await revoke(credential.id, leftover);
        await context.commit(
          async (db) => {
            const held = await holdConnection(db, credential.id);
            if (held === undefined) throw found(undefined);
            await forgetTokens(db, credential.id, held.credential.connection.generation, 'pending', null);
          },
          () => ({ type: 'credential', id: credential.id, details: { revocation } }),
        );
      },
    },
    remove: {
      name: 'credentials.delete',
      permission: 'tenants.credentials.delete',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const credential = found(await findCredential(context.db, params['id']!));
        const leftover = await leftoverOf(context, credential);
        await context.commit(
          async (db) => {
            const current = found(await lockCredential(db, credential.id));
            assertUnchanged(current, ifMatch);
            assertNotInFlows(await usage(db, credential.id));
            await removeCredential(db, credential.id).catch((error: unknown) => {
              throw violatesReference(error)
                ? new AppError('credential_in_use', 'A flow has just begun to include the credential.')
                : error;
            });
          },
          () => ({ type: 'credential', id: credential.id, details: { name: credential.name } }),
        );
        await revoke(credential.id, leftover);
      },
    },
  };
}
