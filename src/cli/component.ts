import { Command, InvalidArgumentError } from 'commander';
import type { MigrationOptions } from '../components/descriptor/index.ts';
import {
  DescriptorError,
  inspectDescriptor,
  migrateDescriptor,
  parseDescriptor,
  uriFault,
} from '../components/descriptor/index.ts';
import { FileError, readComponentFile, replaceComponentFile } from './component-files.ts';
import type { Diagnostic } from './component-report.ts';
import { checkSummary, diagnosticLine, locateFindings, migrationSummary, shown } from './component-report.ts';
import type { CommandIo } from './io.ts';

/** What became of one file: its part of the `--json` output, its diagnostics, and whether all is well. */
interface FileReport {
  ok: boolean;
  diagnostics: Diagnostic[];
  facts: Record<string, unknown>;
}

/**
 * `component check` and `component migrate`. Exit code 0: done; 1: a file failed, is undecided or incomplete;
 * 2: wrong usage. For wrong usage and for --help, parseAsync rejects with commander's CommanderError after
 * everything is said and the exit code is set: the caller has nothing to print.
 */
export function componentCommand(io: CommandIo): Command {
  const component = new Command('component')
    .description('read component.json files and bring old ones up to date')
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .exitOverride((error) => {
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      throw error;
    });

  component
    .command('check')
    .summary('say what is wrong with a component.json, and where its OAuth client comes from')
    .description('Says what is wrong with component.json files, and where their OAuth client comes from.')
    .argument('<file...>', 'component.json files; - reads standard input')
    .option('--json', 'print one JSON document')
    .action((files: string[], options: { json?: true }, command: Command) =>
      runCheck(io, files, options, command),
    )
    .addHelpText('after', CHECK_EXAMPLES);

  component
    .command('migrate')
    .summary('turn legacy environment variables into an oauth2 block and useOAuthClient')
    .description(
      "Links the environment variables that hold an OAuth client to the tenant's OAuth client: adds " +
        'credentials.oauth2 with their {{NAME}} templates, and "useOAuthClient": true. All else in the file ' +
        'stays as it is. Without --write the new text goes to standard output.',
    )
    .argument('<file...>', 'component.json files; - reads standard input')
    .option('--write', 'replace the files')
    .option('--auth-uri <uri>', "the third party's authorization URI, where a file has none", parseUri)
    .option('--token-uri <uri>', "the third party's token URI, where a file has none", parseUri)
    .option('--json', 'print one JSON document')
    .action((files: string[], options: MigrateOptions, command: Command) =>
      runMigrate(io, files, options, command),
    )
    .addHelpText('after', MIGRATE_EXAMPLES);
  return component;
}

interface MigrateOptions extends MigrationOptions {
  write?: true;
  json?: true;
}

const EXIT_CODES = '\nExit code: 0 done, 1 a file failed or needs a decision, 2 wrong usage.\n';

const CHECK_EXAMPLES = `
Examples:
  valetkey component check component.json
  valetkey component check --json components/*/component.json
${EXIT_CODES}`;

const MIGRATE_EXAMPLES = `
Examples:
  valetkey component migrate component.json
  valetkey component migrate --write components/*/component.json
  valetkey component migrate --auth-uri https://pizzavan.example/authorize \\
      --token-uri https://pizzavan.example/token component.json
  valetkey component migrate - <old.json >new.json
${EXIT_CODES}`;

function parseUri(uri: string): string {
  const fault = uriFault(uri);
  if (fault) throw new InvalidArgumentError(`It ${fault}.`);
  return uri;
}

async function runCheck(
  io: CommandIo,
  files: string[],
  { json }: { json?: true },
  command: Command,
): Promise<void> {
  refuseTwoStdins(files, command);
  await forEachFile(io, files, json, (file, text) => {
    const facts = inspectDescriptor(parseDescriptor(text));
    const { problems, questions, notes, ...rest } = facts;
    if (!json && problems.length === 0) io.stdout(checkSummary(file, facts));
    return {
      ok: problems.length === 0 && questions.length === 0,
      diagnostics: [
        ...locateFindings(text, problems, 'error'),
        ...locateFindings(text, questions, 'warning'),
        ...locateFindings(text, notes, 'note'),
      ],
      facts: rest,
    };
  });
}

async function runMigrate(
  io: CommandIo,
  files: string[],
  { write, json, authUri, tokenUri }: MigrateOptions,
  command: Command,
): Promise<void> {
  refuseTwoStdins(files, command);
  if (write && files.includes('-')) command.error('error: --write cannot replace standard input');

  await forEachFile(io, files, json, async (file, text) => {
    const migration = migrateDescriptor(text, { authUri, tokenUri });
    const { outcome, reasons, missing, text: migrated = text, ...rest } = migration;
    const ok = outcome === 'migrated' || outcome === 'unchanged';
    const written = write === true && outcome === 'migrated';
    if (written) await replaceComponentFile(file, migrated);
    if (!json) io.stderr(migrationSummary(file, migration, written));
    // A single file goes through unchanged too, so that the command can stand in a pipe.
    if (!json && !write && ok && (files.length === 1 || outcome === 'migrated')) {
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

function refuseTwoStdins(files: string[], command: Command): void {
  if (files.filter((file) => file === '-').length > 1) {
    command.error('error: standard input can be read only once');
  }
}

function missingUri(key: 'auth_uri' | 'token_uri'): Diagnostic {
  const option = `--${key.replace('_', '-')}`;
  return {
    severity: 'error',
    code: `missing_${key}`,
    message: `${key} is missing; give it with ${option} URI.`,
  };
}

/** Runs through the files; one that fails is reported, and the others go on. */
async function forEachFile(
  io: CommandIo,
  files: string[],
  json: boolean | undefined,
  work: (file: string, text: string) => FileReport | Promise<FileReport>,
): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) {
    const report = await readComponentFile(file, io)
      .then((text) => work(file, text))
      .catch((error: unknown): FileReport => ({ ok: false, diagnostics: [asDiagnostic(error)], facts: {} }));
    reports.push(report);
    if (!json) for (const diagnostic of report.diagnostics) io.stderr(diagnosticLine(file, diagnostic));
  }
  if (json) {
    const documents = reports.map(({ facts, ok, diagnostics }, at) => ({
      file: files[at],
      ok,
      ...facts,
      diagnostics,
    }));
    io.stdout(`${JSON.stringify({ files: documents }, null, 2)}\n`);
  }
  io.setExitCode(reports.every(({ ok }) => ok) ? 0 : 1);
}

function asDiagnostic(error: unknown): Diagnostic {
  if (error instanceof DescriptorError) {
    const { line, column, code, message } = error;
    return { line, column, severity: 'error', code, message };
  }
  if (error instanceof FileError) return { severity: 'error', code: 'file', message: error.message };
  throw error;
}
