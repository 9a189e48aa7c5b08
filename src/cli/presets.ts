import type { Environment } from '../config/index.ts';
import { loadSchemas, type SenderSample } from '../schema/index.ts';
import { isSlug } from '../system/ids.ts';
import { loadSenders, type Sender } from '../webhooks/index.ts';
import { apiError, apiFrom, send } from './developer-client.ts';
import { UsageError } from './faults.ts';
import { printable } from './output.ts';

/** Statuses with which the API says that the tenant has no such preset, or that the user may not see it. */
const WITHOUT = [403, 404];

/**
 * The preset that the tenant uses, if the API is known, or else the built-in one.
 * @param api the option of the same name
 * @throws UsageError if it is unknown, CallError
 */
export async function presetOf(
  id: string,
  environment: Environment,
  api: string | undefined,
): Promise<Sender> {
  const sender = (await presetOfTenant(id, environment, api)) ?? builtIn().find((one) => one.id === id);
  if (sender !== undefined) return sender;
  const ids = builtIn().map((one) => one.id);
  throw new UsageError(`There is no sender preset "${printable(id)}". Presets: ${ids.join(', ')}.`);
}

function builtIn(): readonly Sender[] {
  return loadSenders(loadSchemas()).all();
}

async function presetOfTenant(
  id: string,
  environment: Environment,
  given: string | undefined,
): Promise<Sender | undefined> {
  const [api = '', login = ''] = [given ?? environment['VALETKEY_API'], environment['VALETKEY_LOGIN']];
  if (api === '' || login === '' || !isSlug(id)) return undefined;
  const { url, authorization } = apiFrom(environment, given);
  const { status, body } = await send(`${url}/senders/${id}`, { method: 'GET', headers: { authorization } });
  if (WITHOUT.includes(status)) return undefined;
  if (status !== 200) throw apiError(status, body);
  const { data } = JSON.parse(body) as { data: { attributes: Omit<Sender, 'id'> } };
  return { ...data.attributes, id };
}

/**
 * The sample of an event type; without a type, the first one.
 * @throws UsageError naming the types that the preset has
 */
export function sampleOfType({ id, samples = [] }: Sender, type: string | undefined): SenderSample {
  const sample = type === undefined ? samples[0] : samples.find((one) => one.type === type);
  if (sample !== undefined) return sample;
  if (samples.length === 0) throw new UsageError(`The sender preset ${id} has no sample. Add one to it.`);
  const types = samples.map((one) => one.type).join(', ');
  throw new UsageError(
    printable(`The sender preset ${id} has no sample of the type "${type}". Types: ${types}.`),
  );
}
