import type { DescriptorFacts, Finding, Migration } from '../components/descriptor/index.ts';
import { createPatch } from 'diff';
import { maskText, quote } from '../components/descriptor/index.ts';
import { shown } from './file-reports.ts';

/** The warning for a file without a title. It is not part of the facts, because an upload can contain a name. */
export const NO_TITLE: Finding = {
  pointer: '',
  code: 'title_missing',
  message: 'The file has no title, so it can only be uploaded with a name. Add a title.',
};

const STYLES: Record<DescriptorFacts['style'], string> = {
  'oauth-client': "uses the tenant's OAuth client (useOAuthClient)",
  'auth-client-types': "uses the tenant's OAuth client (authClientTypes)",
  legacy: 'has its OAuth client in environment variables; use migrate to update it',
  'own-client': 'contains its own OAuth client, or gets it from each credential',
  oauth1: 'uses OAuth 1, which OAuth clients do not support; migrate does not change it',
  undecided: 'undecided',
  none: 'no OAuth',
};

/** The output of `check` for a valid file. */
export function checkSummary(
  file: string,
  { style, flag, oauth2, linked, variables }: DescriptorFacts,
  migration: Pick<Migration, 'outcome' | 'missing'>,
): string {
  const side = (key: 'client_id' | 'client_secret') =>
    linked[key] === undefined ? '' : `  ${key.padEnd(14)}${linked[key]}\n`;
  const others = variables
    .map(({ name }) => name)
    .filter((name) => name !== linked.client_id && name !== linked.client_secret);
  const rest = others.length > 0 ? `  ${'not linked'.padEnd(14)}${others.join(', ')}\n` : '';
  const saysNo = flag?.value === false && (oauth2 !== undefined || linked.client_id !== undefined);
  const says = saysNo ? 'useOAuthClient is false, so no OAuth client is used' : STYLES[style];
  const missing = migration.missing.length > 0 ? `, ${migration.missing.join(' and ')} missing` : '';
  // A file that uses an OAuth client can still be incomplete, which migrate reports.
  const next =
    style === 'oauth-client' && migration.outcome !== 'unchanged'
      ? `  migrate: ${migration.outcome}${missing}\n`
      : '';
  return `${shown(file)}: ${says}\n${next}${side('client_id')}${side('client_secret')}${rest}`;
}

/** The output of `migrate` for a file. */
export function migrationSummary(file: string, migration: Migration, written: boolean): string {
  const changes = migration.changes.map(({ pointer, value }) => {
    return `  ${pointer} = ${typeof value === 'string' ? quote(value) : value}\n`;
  });
  return `${shown(file)}: ${migration.outcome}${written ? ', written' : ''}\n${changes.join('')}`;
}

/** The changes of a migration as a unified diff. Secrets in the file are masked. */
export function diffOf(file: string, before: string, after: string): string {
  if (before === after) return '';
  const patch = createPatch(shown(file), maskText(before), maskText(after), undefined, undefined, {
    context: 3,
  });
  return patch.slice(patch.indexOf('--- '));
}
