import type { SteppedAction } from '../actions/index.ts';
import type { Input } from '../jsonapi/index.ts';
import { assertEverConnected, assertRefreshed, patiently } from './hand-out.ts';
import type { Refresher } from './refresh.ts';
import { found } from './service.ts';
import { findCredential, type Credential } from './store.ts';

/** `POST …/refreshes`: a new token now, however long the old one would live. Answers with the credential, not the token. */
export function createForcedRefresh(
  refresher: Refresher,
  patience: number,
): SteppedAction<Input, Credential> {
  return {
    name: 'credentials.refresh',
    permission: 'tenants.credentials.use',
    writes: 'in steps',
    async run({ db, commit }, { params }) {
      const { id, connection } = found(await findCredential(db, params['id']!));
      assertEverConnected(connection);
      const outcome = await patiently(refresher.refresh(db.tenantId, id, connection.generation), patience);
      await commit(
        async () => undefined,
        () => ({ type: 'credential', id, details: { outcome: outcome?.kind ?? 'still running' } }),
      );
      assertRefreshed(outcome);
      return found(await findCredential(db, id));
    },
  };
}
