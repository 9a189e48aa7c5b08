import type { Clock } from '../../system/clock.ts';
import type { CredentialSecrets } from '../definition/index.ts';
import { newDpopKey, readDpopKey, type Configuration } from '../protocol/index.ts';
import type { ConnectionAttempt } from './attempt-store.ts';

/** The key that the tokens of a new connection are bound to (RFC 9449). Each connection has its own. */

/** The configuration with a new key, if the settings require DPoP, and without that of the account connected before. */
export async function withNewKey(configuration: Configuration, clock: Clock): Promise<Configuration> {
  const { dpop: _, ...rest } = configuration;
  return configuration.settings.dpop === true ? { ...rest, dpop: await newDpopKey(clock) } : rest;
}

/** What an attempt keeps until its token request, which another process may send. */
export async function keptKey(
  secrets: CredentialSecrets,
  { tenant_id: tenantId, id }: ConnectionAttempt,
  { dpop }: Configuration,
): Promise<Pick<ConnectionAttempt, 'dpop_key'>> {
  return {
    dpop_key: dpop === undefined ? null : await secrets.sealDpopKey({ tenantId, id }, dpop.privateKey),
  };
}

/** The configuration with the key that an attempt was started with. */
export async function withKeyOf(
  { tenant_id: tenantId, id, dpop_key }: ConnectionAttempt,
  configuration: Configuration,
  { secrets, clock }: { secrets: CredentialSecrets; clock: Clock },
): Promise<Configuration> {
  const { dpop: _, ...rest } = configuration;
  if (dpop_key === null) return rest;
  return { ...rest, dpop: await readDpopKey(await secrets.openDpopKey({ tenantId, id }, dpop_key), clock) };
}
