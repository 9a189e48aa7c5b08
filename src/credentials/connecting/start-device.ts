import type { SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import { lockCredential, type Credential } from '../definition/index.ts';
import { reasonOf, requestDeviceCode, type Configuration } from '../protocol/index.ts';
import type { ConnectionAttempt } from './attempt-store.ts';
import { changed, failAttempt, type CompleteParts } from './complete.ts';
import { cancelPolledAttempts, CANCELED, storeDeviceCode } from './device-store.ts';
import { errorOf } from './first-tokens.ts';

/**
 * Asks the provider for a device code and a user code (RFC 8628, 3.1). From then on, `device-polls.ts` polls for the
 * tokens. The user code is not stored, because the person who enters it decides whose account is connected. An older attempt of the
 * credential ends only when the provider has issued the new code.
 * @throws AppError connection_failed, provider_unavailable, conflict
 */
export async function startDevice(
  { outbound, secrets }: CompleteParts,
  context: SteppedContext,
  job: { credential: Credential; configuration: Configuration; attempt: ConnectionAttempt },
): Promise<ConnectionAttempt> {
  const { credential, configuration, attempt } = job;
  try {
    const outcome = await requestDeviceCode(outbound, configuration);
    if (outcome.kind !== 'authorization') throw errorOf(outcome, configuration);
    const { device_code, lifetime, ...device } = outcome.authorization;
    const sealed = await secrets.sealDeviceCode({ tenantId: attempt.tenant_id, id: attempt.id }, device_code);
    const expires_at = context.now + lifetime;
    await context.commit(
      async (db) => {
        // Attempts that start at the same time wait for each other here, so that one of them remains.
        const current = await lockCredential(db, credential.id);
        if (current?.version !== attempt.credential_version) throw changed();
        const reason = CANCELED.byNewer;
        await cancelPolledAttempts(db, credential.id, { except: attempt.id, reason, now: context.now });
        await storeDeviceCode(db, attempt, { device_code: sealed, interval: device.interval, expires_at });
      },
      () => null,
    );
    return { ...attempt, expires_at, device };
  } catch (error) {
    if (error instanceof AppError) await failAttempt(context, attempt, reasonOf(error));
    throw error;
  }
}
