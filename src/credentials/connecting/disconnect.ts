import type { SteppedAction } from '../../actions/index.ts';
import { violatesReference, type TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { assertUnchanged, type Input } from '../../jsonapi/index.ts';
import type { Log } from '../../system/log.ts';
import {
  assertFound,
  assertNotInFlows,
  deleteTokens,
  lockConnection,
  lockCredential,
  mayReceiveTokens,
  removeCredential,
  type Configure,
  type Credential,
  type CredentialSecrets,
} from '../definition/index.ts';
import { CANCELED, cancelPolledAttempts } from './device-store.ts';
import { revokeTokens, type Configuration } from '../protocol/index.ts';

export interface Disconnect {
  /** Deletes the tokens, and revokes them at the provider if possible. */
  disconnect: SteppedAction<Input, void>;
  /** Deletes the credential, and revokes its tokens at the provider if possible. */
  remove: SteppedAction<Input, void>;
}

interface Parts {
  outbound: Outbound;
  secrets: CredentialSecrets;
  configure: Configure;
  log: Log;
  /** Passed in, because flows are in a higher layer. */
  usage(db: TenantDb, credentialId: string): Promise<{ flows: string[]; count: number }>;
}

/** Everything needed to revoke the tokens, read before they are deleted. */
interface PendingRevocation {
  configuration: Configuration;
  tokens: Parameters<typeof revokeTokens>[2];
}

export function createDisconnect({ outbound, secrets, configure, log, usage }: Parts): Disconnect {
  /** Undefined if there are no tokens, or if the credential's configuration is no longer valid. */
  async function pendingRevocation(
    db: TenantDb,
    credential: Credential,
  ): Promise<PendingRevocation | undefined> {
    const { access, refresh_token } = credential.connection;
    if (access === null || credential.authentication_type !== 'oauth2') return undefined;
    try {
      const configuration = await configure(db, credential);
      // Tokens are only sent to the server that issued them.
      if (!mayReceiveTokens(credential.connection, configuration)) return undefined;
      const key = { tenantId: credential.tenant_id, id: credential.id };
      const { access_token, token_type, additional = {} } = await secrets.openAccess(key, access);
      const tokens = {
        access_token,
        token_type,
        additional,
        refresh_token: refresh_token === null ? null : await secrets.openRefreshToken(key, refresh_token),
      };
      return { configuration, tokens };
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return undefined;
      throw error;
    }
  }

  /** Best effort: the tokens are deleted here even if the provider does not revoke them. */
  async function revoke(
    { tenant_id, id }: Pick<Credential, 'tenant_id' | 'id'>,
    pending: PendingRevocation | undefined,
  ): Promise<void> {
    if (pending === undefined) return;
    const result = await revokeTokens(outbound, pending.configuration, pending.tokens);
    if (result === 'failed')
      log.warn({ tenant: tenant_id, credential: id }, 'the provider did not revoke the tokens');
  }

  return {
    disconnect: {
      name: 'connections.delete',
      permission: 'tenants.credentials.edit',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const id = params['id']!;
        // Delete first, so that an account connected during the revocation is not deleted with it.
        const pending = await context.commit(
          async (db) => {
            // Before the lock on the connection, in the order of a failing attempt.
            const reason = CANCELED.byDisconnecting;
            await cancelPolledAttempts(db, id, { except: null, reason, now: context.now });
            const held = await lockConnection(db, id);
            const credential = assertFound(held?.credential);
            assertUnchanged(credential, ifMatch);
            const revocation = await pendingRevocation(db, credential);
            await deleteTokens(db, id, credential.connection.generation, 'pending', null);
            return revocation;
          },
          (revocation) => ({ type: 'credential', id, details: { revoked: revocation !== undefined } }),
        );
        await revoke({ tenant_id: context.db.tenantId, id }, pending);
      },
    },
    remove: {
      name: 'credentials.delete',
      permission: 'tenants.credentials.delete',
      writes: 'in steps',
      async run(context, { params, ifMatch }) {
        const id = params['id']!;
        const { pending } = await context.commit(
          async (db) => {
            assertFound(await lockCredential(db, id));
            const { credential } = (await lockConnection(db, id))!;
            assertUnchanged(credential, ifMatch);
            assertNotInFlows(await usage(db, id));
            const revocation = await pendingRevocation(db, credential);
            await removeCredential(db, id).catch((error: unknown) => {
              throw violatesReference(error)
                ? new AppError(
                    'credential_in_use',
                    'The credential is used by a webhook or a flow. Remove it there first.',
                  )
                : error;
            });
            return { pending: revocation, name: credential.name };
          },
          ({ name }) => ({ type: 'credential', id, details: { name } }),
        );
        await revoke({ tenant_id: context.db.tenantId, id }, pending);
      },
    },
  };
}
