import type { Command } from 'commander';
import type { Finding } from '../components/descriptor/index.ts';
import { DescriptorError, pointerLocator, quote } from '../components/descriptor/index.ts';
import { FileError, readTextFile } from './files.ts';
import type { CommandIo } from './io.ts';

/** The result for one file: its part of the `--json` output, its diagnostics, and whether it passed. */
export interface FileReport {
  ok: boolean;
  diagnostics: Diagnostic[];
  facts: Record<string, unknown>;
}

/** A message about a file, with its location. */
export interface Diagnostic {
  line?: number;
  column?: number;
  severity: 'error' | 'warning' | 'note';
  code: string;
  message: string;
  pointer?: string;
}

/** Formats a diagnostic like a compiler, for editors: `path/component.json:12:7: error: …`. */
function diagnosticLine(file: string, { line, column, severity, message }: Diagnostic): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `${shown(file)}${place}: ${severity}: ${message}\n`;
}

/** A file name for the terminal, quoted if it contains terminal control characters. */
export function shown(file: string): string {
  if (file === '-') return '<stdin>';
  const quoted = quote(file);
  return quoted === `"${file}"` || !/[\p{Cc}\p{Cf}]/u.test(file) ? file : quoted;
}

/** Converts findings to diagnostics with line and column. */
export function locateFindings(
  text: string,
  findings: readonly Finding[],
  severity: Diagnostic['severity'],
): Diagnostic[] {
  if (findings.length === 0) return [];
  const locate = pointerLocator(text);
  return findings.map((finding) => ({ ...locate(finding.pointer), severity, ...finding }));
}

/** @throws CommanderError if standard input is named more than once */
export function requireSingleStdin(files: string[], command: Command): void {
  if (files.filter((file) => file === '-').length > 1) {
    command.error('error: standard input can be read only once');
  }
}

/** Processes all files. A failing file is reported, and the rest are still processed. */
export async function forEachFile(
  io: CommandIo,
  files: string[],
  json: boolean | undefined,
  work: (file: string, text: string) => FileReport | Promise<FileReport>,
): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) {
    const report = await readTextFile(file, io)
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
