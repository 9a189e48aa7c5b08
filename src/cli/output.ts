import type { CommandIo } from './io.ts';

export interface OutputOptions {
  json?: boolean;
}

/** Prints a result as a table, or as a JSON object. */
export function print(io: CommandIo, result: Record<string, string | null>, json: boolean | undefined): void {
  if (json === true) return io.stdout(`${JSON.stringify(result)}\n`);
  const width = Math.max(...Object.keys(result).map((key) => key.length));
  io.stdout(
    Object.entries(result)
      .map(([key, value]) => `${key.padEnd(width)}  ${value ?? '-'}\n`)
      .join(''),
  );
}

type Row = Record<string, string | boolean | null>;

/** Prints rows as a table, or as a JSON document with the plural as its key. */
export function printRows(
  io: CommandIo,
  plural: string,
  rows: readonly Row[],
  json: boolean | undefined,
): void {
  if (json === true) return io.stdout(`${JSON.stringify({ [plural]: rows })}\n`);
  const [first] = rows;
  if (first === undefined) return io.stderr(`No ${plural.replace('_', ' ')} found.\n`);
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  for (const line of lines)
    io.stdout(
      `${line
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd()}\n`,
    );
}

function shown(value: string | boolean | null | undefined): string {
  return value === null || value === undefined ? '-' : printable(String(value));
}

/** Text of others, such as names set by tenants, without terminal control characters. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?');
}

/** Prints to standard error which database a command uses. */
export function printDatabase(io: CommandIo, place: string): void {
  io.stderr(`Database: ${place}\n`);
}
