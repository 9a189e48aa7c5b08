import type { ReadAction } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import type { Input, ResourceView } from '../jsonapi/index.ts';
import type { DescriptorMigrationCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import {
  DescriptorError,
  migrateDescriptor,
  pointerLocator,
  uriFault,
  type Migration,
} from './descriptor/index.ts';

/** What a component.json becomes, with each finding at its line and column in the text as it was given, from 1. */
export interface DescriptorMigration extends Pick<Migration, 'outcome' | 'changes' | 'missing'> {
  id: string;
  text: string | null;
  findings: { line: number; column: number; pointer: string; code: string; message: string }[];
}

const AT = '/data/attributes';

/**
 * Brings a component.json up to date, for whoever has no command line: stores nothing.
 * @throws AppError descriptor_invalid, with the line, when the text is no acceptable JSON object
 */
export const migrateText: ReadAction<Input<DescriptorMigrationCreate>, DescriptorMigration> = {
  name: 'components.migrate',
  permission: 'tenants.components.get',
  schema: 'descriptor-migration.create',
  writes: false,
  async run(_context, { document }) {
    const { text, auth_uri: authUri, token_uri: tokenUri } = document.data.attributes;
    assertUris({ auth_uri: authUri, token_uri: tokenUri });
    const { reasons, ...migration } = readable(() => migrateDescriptor(text, { authUri, tokenUri }));
    const locate = pointerLocator(text);
    return {
      id: newId(),
      outcome: migration.outcome,
      text: migration.text ?? null,
      changes: migration.changes,
      missing: migration.missing,
      findings: reasons.map((finding) => ({ ...locate(finding.pointer), ...finding })),
    };
  },
};

function assertUris(uris: Record<string, string | undefined>): void {
  for (const [name, uri] of Object.entries(uris)) {
    const fault = uri === undefined ? undefined : uriFault(uri);
    if (fault !== undefined)
      throw new AppError('validation_failed', `The URI ${fault}.`, { source: { pointer: `${AT}/${name}` } });
  }
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    throw new AppError('descriptor_invalid', `Line ${error.line}, column ${error.column}: ${error.message}`, {
      source: { pointer: `${AT}/text` },
      meta: { line: error.line, column: error.column },
    });
  }
}

export const migrationView: ResourceView<DescriptorMigration> = {
  type: 'descriptor-migration',
  id: ({ id }) => id,
  version: () => 1,
  attributes: ({ id: _id, ...attributes }) => attributes,
  members: ['outcome', 'text', 'changes', 'missing', 'findings'],
};
