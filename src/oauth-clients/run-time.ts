import type { ReadAction } from '../actions/index.ts';
import type { SecretReads } from '../audit/index.ts';
import {
  fillVariables,
  findVisible,
  readDescriptor,
  type ComponentEnv,
  type ComponentEnvs,
} from '../components/index.ts';
import type { TenantDb } from '../db/index.ts';
import { notFound, type AppError } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import { assertUsable, clientRequired, componentNotFound } from './rules.ts';
import type { SecretBox } from './secret.ts';
import type { OauthClient, RunTimeKey } from './store.ts';

/**
 * What components read while they run. Both return secrets, so both require the run-time permission and are audited.
 */
export interface RunTime {
  client: ReadAction<Input, OauthClient & { client_secret: string }>;
  env: ReadAction<Input, ComponentEnv>;
}

interface Parts {
  read(key: RunTimeKey): Promise<OauthClient | undefined>;
  secrets: SecretBox;
  envs: ComponentEnvs;
  secretReads: SecretReads;
}

export function createRunTime({ read, secrets, envs, secretReads }: Parts): RunTime {
  return {
    client: {
      name: 'oauth-clients.get_secret',
      permission: 'tenants.oauth_clients.get_secret',
      writes: false,
      async run({ db, actor, requestId, ipAddress }, { params }) {
        const componentId = params['id']!;
        const client = await read({ tenantId: db.tenantId, componentId });
        if (client === undefined) throw await missingClientError(db, componentId);
        assertUsable(client);
        const opened = await secrets.open(client);
        secretReads.record(
          { actor, tenantId: db.tenantId, requestId, ipAddress },
          'oauth-clients.get_secret',
          {
            type: 'oauth-client',
            id: client.id,
          },
        );
        return opened;
      },
    },
    env: {
      name: 'component-envs.get',
      permission: 'tenants.oauth_clients.get_secret',
      writes: false,
      async run({ db, actor, requestId, ipAddress }, { params }) {
        const component = await findVisible(db, params['id']!);
        if (component === undefined) throw componentNotFound();
        const stored = await envs.read(db, component);
        const client = await read({ tenantId: db.tenantId, componentId: component.id });
        const usesStoredVariables = component.carried_over && client === undefined;
        if (component.uses_oauth_client && client === undefined && !usesStoredVariables)
          throw clientRequired();
        const opened = client && (await secrets.open(client));
        const facts = readDescriptor(component.descriptor);
        const vars = usesStoredVariables
          ? stored.vars
          : fillVariables({ facts, stored: stored.vars, client: opened });
        secretReads.record({ actor, tenantId: db.tenantId, requestId, ipAddress }, 'component-envs.get', {
          type: 'component-env',
          id: component.id,
        });
        return { ...stored, names: Object.keys(vars), vars };
      },
    },
  };
}

/** The error for a missing client, depending on whether the component exists and uses a client. */
async function missingClientError(db: TenantDb, componentId: string): Promise<AppError> {
  const component = await findVisible(db, componentId);
  if (component === undefined) return componentNotFound();
  return component.uses_oauth_client ? clientRequired() : notFound('OAuth client');
}
