import type { Command } from 'commander';
import { entryWarnings, parseEntry } from '../providers/index.ts';
import { loadSchemas, type ProviderEntry } from '../schema/index.ts';
import { entryCommand } from './entry-check.ts';
import type { CommandIo } from './io.ts';

const EXAMPLES = `
A file contains the attributes of a provider, as in GET /v2/providers/google but without built_in, created_at and
updated_at, and is named after its ID: acme-crm.json. A URL that the server calls only if OUTBOUND_ALLOW contains its
host, such as one with http, is a warning.

Examples:
  valetkey provider check acme-crm.json
  valetkey provider check --json providers/*.json

Exit code: 0 all files are valid, 1 a file has errors, 2 wrong usage.
`;

/** `provider check`. */
export function providerCommand(io: CommandIo): Command {
  const schemas = loadSchemas();
  return entryCommand<ProviderEntry>(io, {
    name: 'provider',
    description: 'Check files that describe providers: those for PROVIDERS_DIR, and for POST /providers.',
    help: EXAMPLES,
    parse: (text) => parseEntry(schemas, text),
    warnings: entryWarnings,
    summary,
  });
}

/** What the provider is, such as "Acme CRM, oauth2 (authorization_code)". */
function summary({ name, authentication_type = 'oauth2', grant_types = [] }: ProviderEntry): string {
  return `${name}, ${authentication_type}${grant_types.length > 0 ? ` (${grant_types.join(', ')})` : ''}`;
}
