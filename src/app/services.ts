import { createAccess, accessRoutes } from '../access/index.ts';
import { createGuard, systemActor } from '../actions/index.ts';
import { apiKeyRoutes, createApiKeys, createAuthentication } from '../api-keys/index.ts';
import { auditRoutes, createAudit, createHandOutLog } from '../audit/index.ts';
import { credentialsOfClient, detachClient } from '../credentials/index.ts';
import {
  authorizationRoutes,
  createAuthorizations,
  createAuthorizationServer,
  createBearerRead,
} from '../authorization-server/index.ts';
import { componentRoutes, createComponentEnvs, createComponents } from '../components/index.ts';
import { createSessionActors } from '../console/index.ts';
import type { Settings } from '../config/index.ts';
import { createKeyring, type MasterKeys } from '../crypto/index.ts';
import { platformDb, type Database } from '../db/index.ts';
import { countFlowsOf, createFlows, flowRoutes, flowsOfCredential, flowUsage } from '../flows/index.ts';
import { createUseNotes } from '../jobs/index.ts';
import { createIdempotency } from '../jsonapi/index.ts';
import { createClientRead, createOauthApps, createSecrets, oauthAppRoutes } from '../oauth-apps/index.ts';
import {
  createOauthClients,
  createRunTime,
  createRunTimeRead,
  createSecretBox,
  oauthClientRoutes,
} from '../oauth-clients/index.ts';
import { loadSchemas } from '../schema/index.ts';
import { createPermitted, createScopes, scopeRoutes } from '../scopes/index.ts';
import { createCookies, createSessions, endSessions } from '../sign-in/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { createCounts, createStatistics, statisticsRoutes } from '../statistics/index.ts';
import { createTenants, loadTenantKeys, tenantRoutes } from '../tenants/index.ts';
import { createMe, createUsers, listTenantsOf, userRoutes } from '../users/index.ts';
import { createInbox } from '../webhooks/index.ts';
import { countedByTheHour, createMetrics } from './metrics.ts';
import { createThirdParties } from './third-parties.ts';

export type Services = ReturnType<typeof createServices>;

/** All wiring there is, to be read from top to bottom: each line uses only what stands above it. */
export function createServices(parts: {
  database: Database;
  settings: Settings;
  masterKeys: MasterKeys;
  clock: Clock;
  log: Log;
}) {
  const { database, settings, masterKeys, clock, log } = parts;
  const { reads } = database;

  const metrics = createMetrics(database);
  const schemas = loadSchemas();
  const keyring = createKeyring(masterKeys, (tenantId) => loadTenantKeys(reads, tenantId));

  const audit = createAudit();
  const counts = createCounts(database, clock);
  const handOuts = createHandOutLog({
    database,
    clock,
    log,
    counted(tenantId, action, count) {
      metrics.handOuts.inc({ action }, count);
      // A token that an app has got for itself is not a secret of the tenant's.
      if (action !== 'oauth-apps.get_token') counts.note(tenantId, 'hand_outs', count);
    },
  });
  const perform = createGuard({ database, schemas, audit: audit.sink, clock });
  const idempotency = createIdempotency({ database, keyring, clock });

  const access = createAccess();
  const scopes = createScopes();
  const permitted = createPermitted();
  const users = createUsers({ access });
  const me = createMe({ access, passwordChanged: endSessions });
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
  const keyUses = createUseNotes(database, clock, { table: 'api_keys', column: 'id' });
  const keys = createAuthentication({
    reads,
    clock,
    permitted,
    used: (tenantId, keyId) => keyUses.note(tenantId, keyId),
  });

  const components = createComponents({ usage: flowUsage });
  const envs = createComponentEnvs({ keyring });

  const secrets = createSecretBox(keyring);
  const oauthClients = createOauthClients({
    secrets,
    handOuts,
    usage: flowUsage,
    countFlows: countFlowsOf,
    credentials: { usage: credentialsOfClient, detach: detachClient },
  });
  const runTime = createRunTime({ read: createRunTimeRead(reads), secrets, envs, handOuts });

  const thirdParties = createThirdParties({
    ...parts,
    metrics,
    schemas,
    keyring,
    audit,
    handOuts,
    perform,
    envs,
    clientSecrets: secrets,
    actorOf: users.actorOf,
    usage: flowsOfCredential,
    refreshed(tenantId, outcome, lag) {
      metrics.refreshed(tenantId, outcome, lag);
      if (outcome !== 'fresh')
        counts.note(tenantId, outcome === 'refreshed' ? 'refreshes_succeeded' : 'refreshes_failed');
    },
  });

  const flows = createFlows(thirdParties.outbound);

  const cookies = createCookies(settings.publicUrl.startsWith('https:'));
  const sessions = createSessions({ database, cookies, clock });
  const tenantsOf = (userId: string) => listTenantsOf(platformDb(database), userId, { accepted: true });
  const sessionActors = createSessionActors({
    database,
    cookies,
    sessions,
    publicUrl: settings.publicUrl,
    tenantsOf,
    actorOf: users.actorOf,
  });
  const oauthApps = createOauthApps({ scopes });
  const authorizations = createAuthorizations({ audit: audit.sink });
  const secretUses = createUseNotes(database, clock, { table: 'oauth_app_secrets', column: 'id' });
  const readBearer = createBearerRead({ reads, clock, permitted });
  const authorizationServer = createAuthorizationServer({
    database,
    clock,
    log,
    issuer: settings.publicUrl,
    perform,
    handOuts,
    scopes,
    sessions,
    cookies,
    keys,
    readClient: createClientRead(reads),
    readBearer,
    consent: authorizations.consent,
    actorOf: users.actorOf,
    tenantsOf,
    invitationsOf: (userId) => listTenantsOf(platformDb(database), userId, { accepted: false }),
    secretUsed: secretUses.note,
  });

  const consoleParts = {
    sessions,
    cookies,
    actors: sessionActors,
    publicUrl: settings.publicUrl,
    tenantsOf,
    log,
  };

  const inbox = createInbox({
    database,
    keyring,
    outbound: thirdParties.deliveries,
    clock,
    log,
    readBearer,
    readClientSecret: thirdParties.readClientSecret,
    publicUrl: settings.publicUrl,
    bodyLimit: settings.webhookBodyLimit,
    rates: { webhook: settings.webhookRate, tenant: settings.webhookTenantRate },
    retention: settings.webhookRetention * 86_400_000,
    metrics: countedByTheHour(metrics.webhooks, counts),
    switchedOff: (db, id) =>
      audit.sink(
        { actor: systemActor(db.tenantId, 'valetkey'), db, now: clock(), requestId: null },
        'webhooks.switch_off',
        { type: 'webhook', id, details: { reason: 'Its deliveries have failed for five days.' } },
      ),
  });

  // In the order in which the router tries them: what is asked for most comes first.
  const tables = [
    oauthClientRoutes(oauthClients, runTime, components),
    ...thirdParties.tables(components),
    componentRoutes(components, envs),
    flowRoutes(flows),
    tenantRoutes(tenants),
    userRoutes(users, me, access),
    accessRoutes(access),
    apiKeyRoutes(apiKeys, users),
    scopeRoutes(scopes),
    oauthAppRoutes(oauthApps, createSecrets()),
    authorizationRoutes(authorizations, users),
    inbox.table,
    statisticsRoutes(createStatistics()),
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
    keyUses,
    thirdParties,
    keys,
    readBearer,
    cookies,
    sessions,
    sessionActors,
    consoleParts,
    secretUses,
    authorizationServer,
    components,
    oauthClients,
    flows,
    inbox,
    counts,
    tables,
  };
}
