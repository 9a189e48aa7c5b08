import type { SteppedContext } from '../../actions/index.ts';
import type { Outbound } from '../../http/index.ts';
import { describeError, type Log } from '../../system/log.ts';
import { findCredential, type Credential } from '../definition/index.ts';
import { revokeTokens, type Configuration, type Tokens } from '../protocol/index.ts';

interface Parts {
  outbound: Outbound;
  log: Log;
}

/**
 * Revokes tokens that are not stored, unless the account is already connected: some providers revoke the whole grant
 * with one token, which would break the existing connection. Never throws.
 */
export async function revokeUnused(
  parts: Parts,
  context: SteppedContext,
  unused: { credential: Credential; configuration: Configuration; tokens: Tokens },
): Promise<void> {
  const { outbound, log } = parts;
  const { credential, configuration, tokens } = unused;
  const place = { tenant: credential.tenant_id, credential: credential.id };
  try {
    if (await isConnected(log, context, credential)) return;
    const result = await revokeTokens(outbound, configuration, tokens);
    if (result === 'failed') log.warn(place, 'the provider did not revoke the tokens');
  } catch (error) {
    log.error({ ...place, err: describeError(error) }, 'could not revoke tokens that are not stored');
  }
}

/**
 * Reads the current state, because another attempt may have connected the account in the meantime. If that fails, the
 * state before the attempt counts.
 */
async function isConnected(log: Log, { db }: SteppedContext, before: Credential): Promise<boolean> {
  try {
    const current = await findCredential(db, before.id);
    return current !== undefined && current.connection.access !== null;
  } catch (error) {
    log.error(
      { tenant: before.tenant_id, credential: before.id, err: describeError(error) },
      'could not read whether the account is connected',
    );
    return before.connection.access !== null;
  }
}
