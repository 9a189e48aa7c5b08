import type { CommandIo } from './io.ts';

/** Prints which database a command uses to standard error. */
export function printDatabase(io: CommandIo, place: string): void {
  io.stderr(`Database: ${place}\n`);
}
