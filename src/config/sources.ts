import { readFileSync } from 'node:fs';
import { JSON_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { settingNames, SETTINGS, secretSettings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable with the path of the configuration file. */
export const CONFIG_FILE = 'VALETKEY_CONFIG';

/** A variable that names a file with the value of a secret setting, as orchestrators mount them. */
export function fileVariable(env: string): string {
  return `${env}_FILE`;
}

/**
 * Collects the settings from where they may be, the first of which wins: environment variables, files that `…_FILE`
 * variables name, and the YAML file that `VALETKEY_CONFIG` names. An empty variable counts as unset.
 * @returns the values by variable, and a sentence for each source that could not be read
 */
export function readSources(environment: Environment): { values: Environment; faults: string[] } {
  const faults: string[] = [];
  const path = environment[CONFIG_FILE] || undefined;
  const configured = path === undefined ? {} : readConfigFile(path, faults);
  const fromFile = withFiles(configured, faults);
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  return { values: { ...fromFile, ...withFiles(given, faults) }, faults };
}

/** Replaces `…_FILE` variables with the contents of their files. */
function withFiles(values: Environment, faults: string[]): Environment {
  const result = { ...values };
  for (const { env } of secretSettings()) {
    const name = fileVariable(env);
    const path = values[name];
    if (path === undefined) continue;
    delete result[name];
    if (values[env] !== undefined) faults.push(`${name} and ${env} are both set. Set only one of them.`);
    else result[env] = contentOf(path, name, faults);
  }
  return result;
}

function contentOf(path: string, name: string, faults: string[]): string | undefined {
  try {
    const content = readFileSync(path, 'utf8').trim();
    if (content === '') faults.push(`${name} names ${path}, which is empty.`);
    return content;
  } catch (error) {
    faults.push(unreadable(path, name, error));
    return undefined;
  }
}

function unreadable(path: string, name: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return `${name} names ${path}, which cannot be read (${code}).`;
}

function readConfigFile(path: string, faults: string[]): Environment {
  try {
    const [document, ...others] = loadAll(readFileSync(path, 'utf8'), { schema: JSON_SCHEMA });
    if (others.length > 0) faults.push(`${path} contains more than one YAML document. Keep one.`);
    return configuredValues(document, path, faults);
  } catch (error) {
    // The error's message quotes lines of the file, which may contain secrets.
    if (error instanceof YAMLException) {
      const line = error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`;
      faults.push(`${path} is not valid YAML: ${error.reason}${line}.`);
    } else faults.push(unreadable(path, CONFIG_FILE, error));
    return {};
  }
}

function configuredValues(document: unknown, path: string, faults: string[]): Environment {
  if (document === null || document === undefined) return {};
  if (!isMapping(document)) {
    faults.push(`${path} must contain settings, one per line, such as PORT: 8080.`);
    return {};
  }
  const values: Record<string, string> = {};
  const known = new Set([...settingNames(), ...secretSettings().map(({ env }) => fileVariable(env))]);
  for (const [name, value] of Object.entries(document)) {
    if (!known.has(name)) {
      faults.push(`${path} contains ${JSON.stringify(name)}, which is not a setting.`);
      continue;
    }
    const text = textOf(value, name);
    if (text === undefined) faults.push(`${name} in ${path} must be ${expected(name)}.`);
    else if (text !== '') values[name] = text;
  }
  return values;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as in an environment variable. */
function textOf(value: unknown, name: string): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  return isList && takesList(name) ? value.join(',') : undefined;
}

function expected(name: string): string {
  return takesList(name) ? 'a text or a list of texts' : 'a text or a number';
}

/** The master key can be several keys, separated by commas like the entries of a list. */
function takesList(name: string): boolean {
  if (name === SETTINGS.masterKey.env) return true;
  return Object.values(SETTINGS).some(({ env, default: initial }) => env === name && Array.isArray(initial));
}
