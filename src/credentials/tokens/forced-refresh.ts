import type { SteppedAction } from '../../actions/index.ts';
import type { Input } from '../../jsonapi/index.ts';
import { resultWithin } from '../../system/with-timeout.ts';
import { assertFound, findCredential, type Credential } from '../definition/index.ts';
import { assertEverConnected, assertRefreshed } from './issuing.ts';
import type { Refresher } from './refresher.ts';

/**
 * `POST …/refreshes`: gets a new token now, even if the old one is still valid. Returns the credential, not the token.
 */
export function createForcedRefresh(
  refresher: Refresher,
  waitLimit: number,
): SteppedAction<Input, Credential> {
  return {
    name: 'credentials.refresh',
    permission: 'tenants.credentials.use',
    writes: 'in steps',
    async run({ db, commit }, { params }) {
      const { id, connection } = assertFound(await findCredential(db, params['id']!));
      assertEverConnected(connection);
      const outcome = await resultWithin(
        refresher.refresh(db.tenantId, id, connection.generation),
        waitLimit,
      );
      await commit(
        async () => undefined,
        () => ({ type: 'credential', id, details: { outcome: outcome?.kind ?? 'still running' } }),
      );
      assertRefreshed(outcome);
      return assertFound(await findCredential(db, id));
    },
  };
}
