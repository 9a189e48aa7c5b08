import type { Settings } from '../config/index.ts';
import { loadLibrary } from '../expressions/index.ts';
import { loadProviders } from '../providers/index.ts';
import { loadSchemas } from '../schema/index.ts';
import { loadSenders } from '../webhooks/index.ts';
import { assertDocsReadable } from './docs/files.ts';

/**
 * Reads what the server reads at the start, without the console.
 * @returns a sentence for each kind it cannot read
 */
export function programFileFaults({
  providersDir,
  sendersDir,
}: Pick<Settings, 'providersDir' | 'sendersDir'>): string[] {
  const reads = [
    () => loadProviders(loadSchemas(), providersDir),
    () => loadSenders(loadSchemas(), sendersDir),
    loadLibrary,
    assertDocsReadable,
  ];
  return reads.flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}
