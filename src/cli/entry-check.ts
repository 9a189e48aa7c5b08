import { basename } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../errors.ts';
import type { Finding } from '../components/descriptor/index.ts';
import { entryIdOf } from '../schema/index.ts';
import { forEachFile, locateFindings, requireSingleStdin, shown } from './file-reports.ts';
import type { CommandIo } from './io.ts';

interface Checked<Entry> {
  /** Of the command. */
  name: string;
  description: string;
  help: string;
  /** @throws AppError */
  parse(text: string): Entry;
  /** What else is wrong. */
  faults?(entry: Entry): Promise<AppError[]>;
  /** What is probably not meant. */
  warnings?(entry: Entry): AppError[];
  /** What the entry is, in one line. */
  summary(entry: Entry): string;
}

/** A command with the subcommand `check` for files with one entry each. Exit codes and usage errors as for `component check`. */
export function entryCommand<Entry extends { name: string }>(
  io: CommandIo,
  checked: Checked<Entry>,
): Command {
  const entryCommand = new Command(checked.name)
    .configureOutput({ writeOut: (text) => io.stdout(text), writeErr: (text) => io.stderr(text) })
    .exitOverride((error) => {
      io.setExitCode(error.exitCode === 0 ? 0 : 2);
      throw error;
    });
  entryCommand
    .command('check')
    .description(checked.description)
    .argument('<file...>', 'JSON files, or - for standard input')
    .option('--json', 'print one JSON document')
    .action(async (files: string[], { json }: { json?: true }, command: Command) => {
      requireSingleStdin(files, command);
      await forEachFile(io, files, json, (file, text) => reportOn(io, checked, file, text, json));
    })
    .addHelpText('after', checked.help);
  return entryCommand;
}

async function reportOn<Entry extends { name: string }>(
  io: CommandIo,
  { parse, faults, warnings, summary }: Checked<Entry>,
  file: string,
  text: string,
  json: true | undefined,
) {
  const problems: AppError[] = [];
  let entry: Entry | undefined;
  try {
    entry = parse(text);
    if (faults !== undefined) problems.push(...(await faults(entry)));
    if (file !== '-') entryIdOf(basename(file));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error, ...error.others);
  }
  if (json !== true && problems.length === 0) io.stdout(`${shown(file)}: ${summary(entry!)}\n`);
  const doubts = entry === undefined ? [] : (warnings?.(entry) ?? []);
  return {
    ok: problems.length === 0,
    diagnostics: [
      ...locateFindings(text, problems.map(findingOf), 'error'),
      ...locateFindings(text, doubts.map(findingOf), 'warning'),
    ],
    facts: { ...(entry && { name: entry.name }) },
  };
}

function findingOf({ code, message, source }: AppError): Finding {
  return { code, message, pointer: source?.pointer ?? '' };
}
