import { Command, InvalidArgumentError } from 'commander';
import type { LinkedVariables, MigrationOptions } from '../components/descriptor/index.ts';
import {
  isVariableName,
  checkDescriptor,
  maskSecrets,
  migrateDescriptor,
  titleOf,
  uriFault,
} from '../components/descriptor/index.ts';
import { replaceFile } from './files.ts';
import { forEachFile, locateFindings, requireSingleStdin, shown, type Diagnostic } from './file-reports.ts';
import { checkSummary, diffOf, migrationSummary, NO_TITLE } from './component-report.ts';
import type { CommandIo } from './io.ts';

/**
 * `component check` and `component migrate`. Exit code 0: success; 1: a file failed, is undecided or incomplete;
 * 2: wrong usage. For wrong usage and --help, parseAsync rejects with commander's CommanderError after printing
 * everything and setting the exit code, so the caller must not print it again.
 */
export function componentCommand(io: CommandIo): Command {
  const component = new Command('component')
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .exitOverride((error) => {
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      throw error;
    });

  component
    .command('check')
    .description('Check component.json files and show where their OAuth client comes from.')
    .argument('<file...>', 'component.json files, or - for standard input')
    .option('--strict', 'also fail on warnings')
    .option('--json', 'print one JSON document')
    .action((files: string[], options: CheckOptions, command: Command) =>
      runCheck(io, files, options, command),
    )
    .addHelpText('after', CHECK_EXAMPLES);

  component
    .command('migrate')
    .summary("Link environment variables that hold an OAuth client to the tenant's OAuth client.")
    .description(
      "Link environment variables that hold an OAuth client to the tenant's OAuth client: add credentials.oauth2 with " +
        '{{NAME}} templates and "useOAuthClient": true. The rest of the file stays unchanged. Without --write, print ' +
        'the new file to standard output.',
    )
    .argument('<file...>', 'component.json files, or - for standard input')
    .option('--write', 'replace the files')
    .option('--auth-uri <uri>', "the provider's authorization URI, for files that have none", parseUri)
    .option('--token-uri <uri>', "the provider's token URI, for files that have none", parseUri)
    .option(
      '--set <client_id=NAME>',
      'the variable that holds the client ID; client_secret=NAME for the client secret',
      parseVariable,
      {},
    )
    .option('--diff', 'print a diff instead of the new file')
    .option('--json', 'print one JSON document')
    .action((files: string[], options: MigrateOptions, command: Command) =>
      runMigrate(io, files, options, command),
    )
    .addHelpText('after', MIGRATE_EXAMPLES);
  return component;
}

interface CheckOptions {
  strict?: true;
  json?: true;
}

interface MigrateOptions extends MigrationOptions {
  set: LinkedVariables;
  write?: true;
  diff?: true;
  json?: true;
}

const EXIT_CODES = '\nExit code: 0 success, 1 a file failed or needs a decision, 2 wrong usage.\n';

const CHECK_CODES = `
Exit code: 0 all files are valid, 1 a file has errors (with --strict: or warnings), 2 wrong usage.
`;

const CHECK_EXAMPLES = `
Examples:
  valetkey component check component.json
  valetkey component check --json components/*/component.json
${CHECK_CODES}`;

const MIGRATE_EXAMPLES = `
Examples:
  valetkey component migrate component.json
  valetkey component migrate --write components/*/component.json
  valetkey component migrate --auth-uri https://pizzavan.example/authorize \\
      --token-uri https://pizzavan.example/token component.json
  valetkey component migrate --set client_id=PIZZAVAN_KEY --diff component.json
  valetkey component migrate - <old.json >new.json
${EXIT_CODES}`;

function parseUri(uri: string): string {
  const fault = uriFault(uri);
  if (fault) throw new InvalidArgumentError(`It ${fault}.`);
  return uri;
}

function parseVariable(given: string, before: LinkedVariables): LinkedVariables {
  const [side, name = ''] = given.split(/=(.*)/s);
  if (side !== 'client_id' && side !== 'client_secret')
    throw new InvalidArgumentError('Use client_id=NAME or client_secret=NAME.');
  if (!isVariableName(name)) throw new InvalidArgumentError('NAME must be a valid variable name.');
  return { ...before, [side]: name };
}

async function runCheck(
  io: CommandIo,
  files: string[],
  { strict, json }: CheckOptions,
  command: Command,
): Promise<void> {
  requireSingleStdin(files, command);
  await forEachFile(io, files, json, (file, text) => {
    const { descriptor, facts } = checkDescriptor(text);
    const { problems, questions, notes, oauth2, ...rest } = facts;
    const { outcome, missing } = migrateDescriptor(text);
    if (!json && problems.length === 0) io.stdout(checkSummary(file, facts, { outcome, missing }));
    const warnings = [
      ...questions,
      ...notes.filter(({ code }) => code === 'client_secret_written'),
      ...(titleOf(descriptor) === undefined ? [NO_TITLE] : []),
    ];
    return {
      ok: problems.length === 0 && (!strict || warnings.length === 0),
      diagnostics: [
        ...locateFindings(text, problems, 'error'),
        ...locateFindings(text, warnings, 'warning'),
        ...locateFindings(
          text,
          notes.filter((note) => !warnings.includes(note)),
          'note',
        ),
      ],
      facts: { ...rest, ...(oauth2 && { oauth2: maskSecrets(oauth2) }), migration: { outcome, missing } },
    };
  });
}

async function runMigrate(
  io: CommandIo,
  files: string[],
  { write, json, diff, set, authUri, tokenUri }: MigrateOptions,
  command: Command,
): Promise<void> {
  requireSingleStdin(files, command);
  if (write && files.includes('-')) command.error('error: --write cannot replace standard input');
  if (diff && json) command.error('error: --diff and --json cannot be used together');

  await forEachFile(io, files, json, async (file, text) => {
    const migration = migrateDescriptor(text, { authUri, tokenUri, variables: set });
    const { outcome, reasons, missing, text: migrated = text, ...rest } = migration;
    const ok = outcome === 'migrated' || outcome === 'unchanged';
    const written = write === true && outcome === 'migrated';
    if (written) await replaceFile(file, migrated);
    if (!json) io.stderr(migrationSummary(file, migration, written));
    if (diff && ok) io.stdout(diffOf(file, text, migrated));
    // A single file is also printed if it is unchanged, so that the command works in a pipe.
    if (!json && !diff && !write && ok && (files.length === 1 || outcome === 'migrated')) {
      io.stdout(files.length === 1 ? migrated : `==> ${shown(file)} <==\n${migrated}\n`);
    }
    return {
      ok,
      diagnostics: [
        ...missing.map((key) => missingUri(key)),
        ...locateFindings(text, reasons, ok ? 'note' : 'error'),
      ],
      facts: { outcome, missing, ...rest, written, ...(ok && !write && { text: migrated }) },
    };
  });
}

function missingUri(key: 'auth_uri' | 'token_uri'): Diagnostic {
  const option = `--${key.replace('_', '-')}`;
  return {
    severity: 'error',
    code: `missing_${key}`,
    message: `${key} is missing. Set it with ${option} URI.`,
  };
}
