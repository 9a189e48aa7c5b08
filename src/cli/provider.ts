import { basename } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../errors.ts';
import type { Finding } from '../components/descriptor/index.ts';
import { entryWarnings, parseEntry } from '../providers/index.ts';
import { entryIdOf, loadSchemas, type ProviderEntry } from '../schema/index.ts';
import { forEachFile, locateFindings, requireSingleStdin, shown } from './file-reports.ts';
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

/** `provider check`. Exit code and usage errors as for `component check`. */
export function providerCommand(io: CommandIo): Command {
  const provider = new Command('provider')
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .exitOverride((error) => {
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      throw error;
    });
  provider
    .command('check')
    .description('Check files that describe providers: those for PROVIDERS_DIR, and for POST /providers.')
    .argument('<file...>', 'JSON files, or - for standard input')
    .option('--json', 'print one JSON document')
    .action((files: string[], options: { json?: true }, command: Command) =>
      runCheck(io, files, options, command),
    )
    .addHelpText('after', EXAMPLES);
  return provider;
}

async function runCheck(
  io: CommandIo,
  files: string[],
  { json }: { json?: true },
  command: Command,
): Promise<void> {
  requireSingleStdin(files, command);
  const schemas = loadSchemas();
  await forEachFile(io, files, json, (file, text) => {
    const problems: AppError[] = [];
    let entry: ProviderEntry | undefined;
    try {
      entry = parseEntry(schemas, text);
      if (file !== '-') entryIdOf(basename(file));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error, ...error.others);
    }
    if (!json && problems.length === 0) io.stdout(`${shown(file)}: ${summary(entry!)}\n`);
    const warnings = entry === undefined ? [] : entryWarnings(entry);
    return {
      ok: problems.length === 0,
      diagnostics: [
        ...locateFindings(text, problems.map(findingOf), 'error'),
        ...locateFindings(text, warnings.map(findingOf), 'warning'),
      ],
      facts: { ...(entry && { name: entry.name }) },
    };
  });
}

function findingOf({ code, message, source }: AppError): Finding {
  return { code, message, pointer: source?.pointer ?? '' };
}

/** What the provider is, such as "Acme CRM, oauth2 (authorization_code)". */
function summary({ name, authentication_type = 'oauth2', grant_types = [] }: ProviderEntry): string {
  return `${name}, ${authentication_type}${grant_types.length > 0 ? ` (${grant_types.join(', ')})` : ''}`;
}
