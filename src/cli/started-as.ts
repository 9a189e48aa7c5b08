import { basename, dirname, isAbsolute, relative } from 'node:path';
import type { Environment } from '../config/index.ts';

/** How this program was started, so that the commands it prints can be pasted unchanged. */
export function startedAs(script: string | undefined, environment: Environment, folder: string): string {
  const { npm_command: command, npm_lifecycle_event: event, PATH = '' } = environment;
  if (command === 'exec') return 'npx valetkey';
  if (event !== undefined && (command === 'run-script' || command === 'run' || command === 'start'))
    return 'npm run --silent valetkey --';
  if (script === undefined) return 'valetkey';
  if (basename(script) === 'valetkey')
    return PATH.split(':').includes(dirname(script)) ? 'valetkey' : quoted(script);
  const near = relative(folder, script);
  return `node ${quoted(near.startsWith('..') || isAbsolute(near) ? script : near)}`;
}

/** Rewrites the `valetkey …` commands in a text to how the program was started. */
export function pasteable(text: string, startedAs: string): string {
  return text.replaceAll(/(^ +|`|: )valetkey (?=[a-z])/gm, (_, before: string) => `${before}${startedAs} `);
}

function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
