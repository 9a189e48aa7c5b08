import { createAccess, accessRoutes } from '../access/index.ts';
import { createGuard } from '../actions/index.ts';
import { apiKeyRoutes, createApiKeys, createAuthentication, createLastUsed } from '../api-keys/index.ts';
import { auditRoutes, createAudit, createHandOutLog } from '../audit/index.ts';
import { componentRoutes, createComponentEnvs, createComponents } from '../components/index.ts';
import { createKeyring, type MasterKeys } from '../crypto/index.ts';
import type { Database } from '../db/index.ts';
import { createFlows, flowRoutes, flowUsage } from '../flows/index.ts';
import { createIdempotency } from '../jsonapi/index.ts';
import {
  createOauthClients,
  createRunTime,
  createRunTimeRead,
  createSecretBox,
  oauthClientRoutes,
} from '../oauth-clients/index.ts';
import { loadSchemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createTenants, loadTenantKeys, tenantRoutes } from '../tenants/index.ts';
import { createMe, createUsers, userRoutes } from '../users/index.ts';
import { createMetrics } from './metrics.ts';

export type Services = ReturnType<typeof createServices>;

/** All wiring there is, to be read from top to bottom: each line uses only what stands above it. */
export function createServices(parts: {
  database: Database;
  masterKeys: MasterKeys;
  clock: Clock;
  log: Log;
}) {
  const { database, masterKeys, clock, log } = parts;
  const { reads } = database;

  const metrics = createMetrics(database);
  const schemas = loadSchemas();
  const keyring = createKeyring(masterKeys, (tenantId) => loadTenantKeys(reads, tenantId));

  const audit = createAudit();
  const handOuts = createHandOutLog({
    database,
    clock,
    log,
    counted: (action, count) => metrics.handOuts.inc({ action }, count),
  });
  const perform = createGuard({ database, schemas, audit: audit.sink, clock });
  const idempotency = createIdempotency({ database, keyring, clock });

  const access = createAccess();
  const users = createUsers({ access });
  const me = createMe();
  const apiKeys = createApiKeys({ users });
  const tenants = createTenants({
    keyring,
    furnish: (db, now) => access.furnish(db, now),
    async welcome(db, creator, now) {
      const owner = await users.addOwner(db, creator.name, creator.id, now);
      const key = await apiKeys.issue(db, owner.user_id, { name: 'first key' }, creator, now);
      return key.api_key;
    },
  });
  const lastUsed = createLastUsed(database, clock);
  const authenticate = createAuthentication({
    reads,
    clock,
    used: (tenantId, keyId) => lastUsed.note(tenantId, keyId),
  });

  const components = createComponents({ usage: flowUsage });
  const envs = createComponentEnvs({ keyring });

  const secrets = createSecretBox(keyring);
  const oauthClients = createOauthClients({ secrets, handOuts, usage: flowUsage });
  const runTime = createRunTime({ read: createRunTimeRead(reads), secrets, envs, handOuts });

  const flows = createFlows();

  // In the order in which the router tries them: what is asked for most comes first.
  const tables = [
    oauthClientRoutes(oauthClients, runTime, components),
    componentRoutes(components, envs),
    flowRoutes(flows),
    tenantRoutes(tenants),
    userRoutes(users, me, access),
    accessRoutes(access),
    apiKeyRoutes(apiKeys, users),
    auditRoutes(audit),
  ];

  return {
    database,
    masterKeys,
    clock,
    log,
    metrics,
    schemas,
    audit,
    handOuts,
    perform,
    idempotency,
    tenants,
    access,
    users,
    apiKeys,
    lastUsed,
    authenticate,
    components,
    oauthClients,
    flows,
    tables,
  };
}
