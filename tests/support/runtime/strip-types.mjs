import { readFile } from 'node:fs/promises';
import swc from '@swc/wasm-typescript';

const ROOT = new URL('../../../', import.meta.url);

/** A replacement in one file while it is loaded, with which `npm run mutants` breaks rules. */
const mutant = process.env.MUTANT === undefined ? undefined : JSON.parse(process.env.MUTANT);

/**
 * A Node hook that loads TypeScript: it replaces types with spaces, so that lines and columns match the source.
 * @type {import('node:module').LoadHook}
 */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !/\.ts(?:$|\?)/.test(url)) return nextLoad(url, context);
  const source = await readFile(new URL(url), 'utf8');
  const isBroken = mutant !== undefined && url === new URL(mutant.file, ROOT).href;
  const text = isBroken ? source.replace(mutant.from, () => mutant.to) : source;
  const { code } = await swc.transform(text, { mode: 'strip-only', filename: url });
  return { format: 'module', source: code, shortCircuit: true };
}
