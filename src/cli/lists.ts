import type { CommandIo } from './io.ts';

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

const SIZE = 200;

/** Reads all pages of a list. */
export async function allPages<Item>(
  read: (page: { number: number; size: number }) => Promise<{ rows: Item[] }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; ; number += 1) {
    const { rows } = await read({ number, size: SIZE });
    all.push(...rows);
    if (rows.length < SIZE) return all;
  }
}

/** Formats a time as RFC 3339. */
export function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

function shown(value: string | boolean | null | undefined): string {
  // Names set by tenants must not contain terminal control characters.
  return value === null || value === undefined ? '-' : String(value).replaceAll(/[\p{Cc}\p{Cf}]/gu, '?');
}
