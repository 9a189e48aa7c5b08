import type { Command } from 'commander';
import { loadSchemas, type SenderEntry } from '../schema/index.ts';
import { parseSender, sampleFaults } from '../webhooks/index.ts';
import { entryCommand } from './entry-check.ts';
import type { CommandIo } from './io.ts';
import { printable } from './output.ts';

const EXAMPLES = `
A file contains the attributes of a sender preset, as in GET /v2/senders/github but without authentication, built_in,
created_at and updated_at, and is named after its ID: acme-shop.json. A webhook with the preset must accept its samples.

Examples:
  valetkey sender check acme-shop.json
  valetkey sender check --json senders/*.json

Exit code: 0 all files are valid, 1 a file has errors, 2 wrong usage.
`;

/** `sender check`. */
export function senderCommand(io: CommandIo): Command {
  const schemas = loadSchemas();
  return entryCommand<SenderEntry>(io, {
    name: 'sender',
    description: 'Check files with sender presets: those for SENDERS_DIR, and for POST /senders.',
    help: EXAMPLES,
    parse: (text) => parseSender(schemas, text),
    faults: (entry) => sampleFaults(entry, ''),
    summary,
  });
}

/** What the preset is, such as "Acme Shop, hmac (order.created, order.paid)". */
function summary({ name, config_services, samples = [] }: SenderEntry): string {
  const { type } = config_services.webhook_event_verification as { type: string };
  const types = samples.map((sample) => sample.type).join(', ');
  return printable(`${name}, ${type}${types === '' ? '' : ` (${types})`}`);
}
