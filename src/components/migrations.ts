import type { ReadAction } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { declared, type Input, type ResourceView } from '../jsonapi/index.ts';
import type { DescriptorMigrationCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import {
  DescriptorError,
  migrateDescriptor,
  pointerLocator,
  uriFault,
  type Migration,
} from './descriptor/index.ts';

/** The result of a migration. Findings have the line and column (from 1) in the original text. */
export interface DescriptorMigration extends Pick<Migration, 'outcome' | 'changes' | 'missing'> {
  id: string;
  text: string | null;
  findings: { line: number; column: number; pointer: string; code: string; message: string }[];
}

const AT = '/data/attributes';

/**
 * Migrates the text of a component.json without storing it, for users without the command line.
 * @throws AppError descriptor_invalid with line and column if the text is not a valid component.json
 */
export const migrateText: ReadAction<Input<DescriptorMigrationCreate>, DescriptorMigration> = {
  name: 'components.migrate',
  permission: 'tenants.components.get',
  schema: 'descriptor-migration.create',
  writes: false,
  async run(_context, { document }) {
    const { text, auth_uri: authUri, token_uri: tokenUri, variables } = document.data.attributes;
    assertUris({ auth_uri: authUri, token_uri: tokenUri });
    const { reasons, ...migration } = withDescriptorErrors(() =>
      migrateDescriptor(text, { authUri, tokenUri, variables }),
    );
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

/** @throws AppError validation_failed for the first invalid URI */
export function assertUris(uris: Record<string, string | undefined>): void {
  for (const [name, uri] of Object.entries(uris)) {
    const fault = uri === undefined ? undefined : uriFault(uri);
    if (fault !== undefined)
      throw new AppError('validation_failed', `${name} ${fault}.`, { source: { pointer: `${AT}/${name}` } });
  }
}

/** Turns a DescriptorError into an AppError. @throws AppError descriptor_invalid with line and column */
export function withDescriptorErrors<T>(read: () => T): T {
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
  ...declared('descriptor-migration'),
  id: ({ id }) => id,
  version: () => 1,
  attributes: ({ id: _id, ...attributes }) => attributes,
};
