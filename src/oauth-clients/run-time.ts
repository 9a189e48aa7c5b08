import type { ReadAction } from '../actions/index.ts';
import type { HandOutLog } from '../audit/index.ts';
import {
  fillVariables,
  findVisible,
  readDescriptor,
  type ComponentEnv,
  type ComponentEnvs,
} from '../components/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import { assertUsable, noSuchComponent } from './rules.ts';
import type { SecretBox } from './secret.ts';
import type { OauthClient, RunTimeKey } from './store.ts';

/** What components ask for while they run. Both hand out secrets, so both take the run-time permission and are audited. */
export interface RunTime {
  client: ReadAction<Input, OauthClient & { client_secret: string }>;
  env: ReadAction<Input, ComponentEnv>;
}

interface Parts {
  read(key: RunTimeKey): Promise<OauthClient | undefined>;
  secrets: SecretBox;
  envs: ComponentEnvs;
  handOuts: HandOutLog;
}

export function createRunTime({ read, secrets, envs, handOuts }: Parts): RunTime {
  return {
    client: {
      name: 'oauth-clients.get_secret',
      permission: 'tenants.oauth_clients.get_secret',
      writes: false,
      async run({ db, actor, requestId }, { params }) {
        const componentId = params['id']!;
        const client = await read({ tenantId: db.tenantId, componentId });
        if (client === undefined) throw await whyNone(db, componentId);
        assertUsable(client);
        const opened = await secrets.open(client);
        handOuts.note({ actor, tenantId: db.tenantId, requestId }, 'oauth-clients.get_secret', {
          type: 'oauth-client',
          id: client.id,
        });
        return opened;
      },
    },
    env: {
      name: 'component-envs.get',
      permission: 'tenants.oauth_clients.get_secret',
      writes: false,
      async run({ db, actor, requestId }, { params }) {
        const component = await findVisible(db, params['id']!);
        if (component === undefined) throw noSuchComponent();
        const stored = await envs.read(db, component);
        const client = await read({ tenantId: db.tenantId, componentId: component.id });
        if (component.uses_oauth_client && client === undefined) throw clientRequired();
        const opened = client && (await secrets.open(client));
        const vars = fillVariables({
          facts: readDescriptor(component.descriptor),
          stored: stored.vars,
          client: opened,
        });
        handOuts.note({ actor, tenantId: db.tenantId, requestId }, 'component-envs.get', {
          type: 'component-env',
          id: component.id,
        });
        return { ...stored, names: Object.keys(vars), vars };
      },
    },
  };
}

/** No client: is there no such component, or does it only lack its client? */
async function whyNone(db: TenantDb, componentId: string): Promise<AppError> {
  const component = await findVisible(db, componentId);
  if (component === undefined) return noSuchComponent();
  return component.uses_oauth_client ? clientRequired() : notFound('OAuth client');
}

export function clientRequired(source: { pointer?: string } = {}): AppError {
  return new AppError(
    'oauth_client_required',
    'The tenant has no OAuth client for this component yet. Create one first.',
    { source },
  );
}
