import type { ReadAction } from '../../actions/index.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import type { CredentialTestCreate } from '../../schema/index.ts';
import { newId } from '../../system/ids.ts';
import { ConfigServiceError, mapSample } from '../config-services/index.ts';
import { findCredential, type Credential } from './store.ts';

/** The user ID mapper's result for a sample: an ID, or why none was found. */
export interface CredentialTest {
  id: string;
  credential_id: string;
  user_id: string | null;
  reason: string | null;
}

/**
 * Tests a credential's user ID mapper, or another expression instead. Stores nothing and does not call the provider.
 */
export const testCredential: ReadAction<Input<CredentialTestCreate>, CredentialTest> = {
  name: 'credentials.test',
  permission: 'tenants.credentials.edit',
  schema: 'credential-test.create',
  writes: false,
  async run({ db }, { params, document }) {
    const credential = await findCredential(db, params['id']!);
    if (credential === undefined) throw notFound('credential');
    const { expression = expressionOf(credential), ...sample } = document.data.attributes;
    const test = { id: newId(), credential_id: credential.id };
    try {
      return { ...test, user_id: await mapSample(db.tenantId, expression, sample), reason: null };
    } catch (error) {
      if (!(error instanceof ConfigServiceError)) throw error;
      return { ...test, user_id: null, reason: error.message };
    }
  },
};

function expressionOf({ config_services: { user_id_mapper } }: Credential): string {
  if (user_id_mapper?.type === 'jsonata') return user_id_mapper.expression;
  throw new AppError(
    'validation_failed',
    'The credential has no user ID mapper with an expression. Send expression to test one.',
    { source: { pointer: '/data/attributes' } },
  );
}
