import type { DescriptorFacts, Finding, Migration } from '../components/descriptor/index.ts';
import { pointerLocator, quote } from '../components/descriptor/index.ts';

/** One message about a file, at a place in it. */
export interface Diagnostic {
  line?: number;
  column?: number;
  severity: 'error' | 'warning' | 'note';
  code: string;
  message: string;
  pointer?: string;
}

/** `path/component.json:12:7: error: …`, as compilers and editors know it. */
export function diagnosticLine(file: string, { line, column, severity, message }: Diagnostic): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `${shown(file)}${place}: ${severity}: ${message}\n`;
}

/** A file name for the terminal: as it is, or quoted if it holds anything that a terminal could act on. */
export function shown(file: string): string {
  if (file === '-') return '<stdin>';
  const quoted = quote(file);
  return quoted === `"${file}"` || !/[\p{Cc}\p{Cf}]/u.test(file) ? file : quoted;
}

/** Findings as diagnostics, each at its line and column. */
export function locateFindings(
  text: string,
  findings: readonly Finding[],
  severity: Diagnostic['severity'],
): Diagnostic[] {
  if (findings.length === 0) return [];
  const locate = pointerLocator(text);
  return findings.map((finding) => ({ ...locate(finding.pointer), severity, ...finding }));
}

const STYLES: Record<DescriptorFacts['style'], string> = {
  'oauth-client': "uses the tenant's OAuth client (useOAuthClient)",
  'auth-client-types': "uses the tenant's OAuth client (authClientTypes)",
  legacy: 'keeps its OAuth client in environment variables; migrate brings it up to date',
  'own-client': 'brings its OAuth client itself, or takes it with each credential',
  undecided: 'undecided',
  none: 'no OAuth',
};

/** What `check` says of an acceptable file. */
export function checkSummary(file: string, { style, linked, variables }: DescriptorFacts): string {
  const side = (key: 'client_id' | 'client_secret') =>
    linked[key] === undefined ? '' : `  ${key.padEnd(14)}${linked[key]}\n`;
  const others = variables
    .map(({ name }) => name)
    .filter((name) => name !== linked.client_id && name !== linked.client_secret);
  const rest = others.length > 0 ? `  ${'not linked'.padEnd(14)}${others.join(', ')}\n` : '';
  return `${shown(file)}: ${STYLES[style]}\n${side('client_id')}${side('client_secret')}${rest}`;
}

/** What `migrate` did to a file, or did not. */
export function migrationSummary(file: string, migration: Migration, written: boolean): string {
  const changes = migration.changes.map(({ pointer, value }) => {
    return `  ${pointer} = ${typeof value === 'string' ? quote(value) : value}\n`;
  });
  return `${shown(file)}: ${migration.outcome}${written ? ', written' : ''}\n${changes.join('')}`;
}
