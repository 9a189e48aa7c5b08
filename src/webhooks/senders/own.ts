import { AppError, combined } from '../../errors.ts';
import { createOwnEntries, createOwnStore, type OwnEntries } from '../../entries/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { Schemas, SenderCreate, SenderEntry, SenderUpdate } from '../../schema/index.ts';
import type { Sender, Senders } from './catalog.ts';
import { pageOfSenders } from './page.ts';
import { senderFaults } from './rules.ts';
import { sampleFaults } from './sample-faults.ts';

const STORE = createOwnStore<SenderEntry>('senders');

/** Bytes of JSON. A list reads all presets of the tenant, and a preset of a well-known sender has about 3,000. */
const MAX_SIZE = 65_536;

export type OwnSenders = OwnEntries<SenderEntry, Sender, SenderCreate, SenderUpdate>;

/** Webhooks copy what they need of a preset, so changing or deleting one affects none of them. */
export function createOwnSenders(parts: {
  catalog: Senders;
  schemas: Schemas;
  outbound: Outbound;
}): OwnSenders {
  const { catalog, schemas, outbound } = parts;
  return createOwnEntries<SenderEntry, Sender, SenderCreate, SenderUpdate>({
    noun: 'sender',
    called: 'sender preset',
    catalog,
    store: STORE,
    max: 100,
    find: async (db, id) => (await STORE.find(db, id)) ?? catalog.get(id),
    pageOf: pageOfSenders,
    async assertValid(entry, at) {
      const faults = senderFaults(schemas, entry, at, outbound);
      if (faults.length > 0) throw combined(faults);
      assertSize(entry, at);
      const refused = await sampleFaults(entry, at);
      if (refused.length > 0) throw combined(refused);
    },
    builtIn: (id) =>
      new AppError(
        'sender_built_in',
        `${id} is a built-in sender preset. To use other values, define a preset with the same ID, which replaces it.`,
      ),
  });
}

/** @throws AppError validation_failed */
function assertSize(entry: SenderEntry, pointer: string): void {
  if (Buffer.byteLength(JSON.stringify(entry)) <= MAX_SIZE) return;
  throw new AppError(
    'validation_failed',
    `The preset is larger than ${MAX_SIZE / 1024} KiB. Shorten its samples, or send fewer.`,
    { source: { pointer } },
  );
}
