import jose from 'node-jose';
import { masterKeysFromSetting, unwrapDataKey } from '../../src/crypto/index.ts';
import { rawDb, type RawDb } from '../../src/db/raw.ts';
import { loadTenantKeys } from '../../src/tenants/index.ts';
import { TEST_MASTER_KEY, type Caller, type TestApp } from './app.ts';

/** Direct access to the tables, which bypasses all rules of the program. */
export function tablesOf(app: TestApp): RawDb['sql'] {
  return rawDb(app.platform.services.database).sql;
}

/** Flushes everything that the server writes after it has responded, so that it cannot appear between two reads. */
export async function settle({ platform: { services } }: TestApp): Promise<void> {
  await services.secretReads.close();
  await services.counts.flush();
}

/** A tenant's data key as a JWK, with its ID as `kid`. */
export async function dataKeyOf(app: TestApp, tenantId: string): Promise<jose.JWK.Key> {
  const { reads } = app.platform.services.database;
  const [newest] = await loadTenantKeys(reads, tenantId);
  const master = masterKeysFromSetting(TEST_MASTER_KEY).current();
  const bytes = await unwrapDataKey(newest!.wrapped, tenantId, newest!.id, master);
  return jose.JWK.asKey({ kty: 'oct', kid: newest!.id, alg: 'A256GCM', k: bytes.toString('base64url') });
}

export interface SecretRead {
  action: string;
  actor_id: string;
  actor_name: string;
  api_key_id: string;
  resource_id: string;
  request_id: string;
  /** Milliseconds since the epoch. */
  at: string;
}

/** Every read of a resource's secret in the tenant's audit log, including those not written yet. */
export async function secretReads(app: TestApp, reader: Caller, resourceId: string): Promise<SecretRead[]> {
  await app.platform.services.secretReads.close();
  const { body } = await reader.get(`audit-events?filter[resource]=${resourceId}&page[size]=200`);
  const events = body.data as { attributes: SecretRead & { details: { hand_outs?: SecretRead[] } } }[];
  return events
    .flatMap(({ attributes: { details, ...event } }) =>
      (details.hand_outs ?? []).map((read) => ({ ...event, ...read })),
    )
    .filter(({ resource_id }) => resource_id === resourceId);
}

/** Sends a GET without checking the response against the contract. */
export async function getUnchecked(app: TestApp, as: Caller, path: string) {
  const authorization = `Basic ${Buffer.from(`${as.email}:${as.apiKey}`).toString('base64')}`;
  const answer = await fetch(`${app.url}/v2/tenants/${as.tenantId}/${path}`, {
    headers: { authorization },
  });
  return { status: answer.status, text: await answer.text() };
}
