import { accessRoutes } from '../access/index.ts';
import { wireAlerts } from '../alerts/index.ts';
import { apiKeyRoutes, createAuthentication } from '../api-keys/index.ts';
import { auditRoutes, createSecretReads } from '../audit/index.ts';
import { credentialsOfClient, detachClient, settingsChanged } from '../credentials/index.ts';
import {
  authorizationRoutes,
  createAuthorizations,
  createAuthorizationServer,
  createAccessTokenFinder,
} from '../authorization-server/index.ts';
import { componentRoutes, createComponentEnvs, createComponents } from '../components/index.ts';
import { createSessionActors } from '../console/index.ts';
import type { Settings } from '../config/index.ts';
import { platformDb, type TenantDb } from '../db/index.ts';
import {
  createCertificateNotes,
  countFlowsOf,
  createFlows,
  flowRoutes,
  flowsOfCredential,
  flowUsage,
  otherTenantsWithoutClient,
  linkToClient,
} from '../flows/index.ts';
import { clientAddressOf, createBrand, forwardedCertificateOf } from '../http/index.ts';
import { createLastUsed } from '../jobs/index.ts';
import { createIdempotency } from '../jsonapi/index.ts';
import { createClientFinder, createOauthApps, createSecrets, oauthAppRoutes } from '../oauth-apps/index.ts';
import {
  createComponentMigration,
  createOauthClients,
  createRunTime,
  createRunTimeRead,
  createSecretBox,
  oauthClientRoutes,
} from '../oauth-clients/index.ts';
import { createEffectivePermissions, createScopes, scopeRoutes } from '../scopes/index.ts';
import { createCookies, createSessions } from '../sign-in/index.ts';
import { createCounts, createStatistics, statisticsRoutes } from '../statistics/index.ts';
import { createRotateAlertSecret, createUpdateTenant, tenantRoutes } from '../tenants/index.ts';
import { createMe, listInvitationsOf, listTenantsOf, userRoutes } from '../users/index.ts';
import { wireWebhooks } from '../webhooks/index.ts';
import type { Core } from './core.ts';
import { withHourlyCounts, createMetrics } from './metrics.ts';
import { passwordChanged } from './password-changed.ts';
import { createThirdParties } from './third-parties.ts';
import { createWebhookNotices } from './webhook-notices.ts';

export type Services = ReturnType<typeof createServices>;

/** Wires all services around the core. Each line uses only the lines above it. */
export function createServices(core: Core, settings: Settings) {
  const { database, clock, log, keyring, audit, perform, access, users, apiKeys, tenants } = core;
  const { reads } = database;

  const addressOf = clientAddressOf(settings.trustedProxies, (peer) =>
    log.warn(
      { peer },
      `${peer} forwards requests but is not in TRUSTED_PROXIES, so all clients behind it share its address and its sign-in limits. If it is your proxy, add it to TRUSTED_PROXIES`,
    ),
  );
  const metrics = createMetrics(database);

  const counts = createCounts(database, clock);
  const secretReads = createSecretReads({
    database,
    clock,
    log,
    counted(tenantId, action, count) {
      metrics.secretReads.inc({ action }, count);
      // A token that an app gets for itself is not one of the tenant's secrets.
      if (action !== 'oauth-apps.get_token') counts.note(tenantId, 'hand_outs', count);
    },
  });
  const idempotency = createIdempotency({ database, keyring, clock });

  const scopes = createScopes();
  const effectivePermissions = createEffectivePermissions();
  const me = createMe({ access, passwordChanged });
  const keyUses = createLastUsed(database, clock, { table: 'api_keys', column: 'id' });
  const keys = createAuthentication({
    reads,
    clock,
    effectivePermissions,
    used: (tenantId, keyId) => keyUses.note(tenantId, keyId),
  });

  const componentChanged = (db: TenantDb, component_id: string) => settingsChanged(db, { component_id });
  const components = createComponents({ usage: flowUsage, changed: componentChanged });
  const envs = createComponentEnvs({ keyring, changed: componentChanged });

  const secrets = createSecretBox(keyring);
  const oauthClients = createOauthClients({
    secrets,
    secretReads,
    usage: flowUsage,
    countFlows: countFlowsOf,
    linkFlows: linkToClient,
    credentials: {
      usage: credentialsOfClient,
      detach: detachClient,
      changed: (db, oauth_client_id) => settingsChanged(db, { oauth_client_id }),
    },
  });
  const migrateComponent = createComponentMigration({
    secrets,
    envs,
    usage: flowUsage,
    linkFlows: linkToClient,
    otherTenantsWithoutClient,
  });
  const runTime = createRunTime({ read: createRunTimeRead(reads), secrets, envs, secretReads });

  const thirdParties = createThirdParties({
    ...core,
    settings,
    metrics,
    secretReads,
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

  const flows = createFlows({ outbound: thirdParties.outbound, keyring });

  const cookies = createCookies(settings.publicUrl.startsWith('https:'));
  const sessions = createSessions({ database, cookies, clock });
  const tenantsOf = (userId: string) => listTenantsOf(platformDb(database), userId);
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
  const secretUses = createLastUsed(database, clock, { table: 'oauth_app_secrets', column: 'id' });
  const findAccessToken = createAccessTokenFinder({ reads, clock, effectivePermissions });
  const authorizationServer = createAuthorizationServer({
    database,
    clock,
    log,
    issuer: settings.publicUrl,
    perform,
    secretReads,
    scopes,
    sessions,
    cookies,
    keys,
    findClient: createClientFinder(reads),
    findAccessToken,
    consent: authorizations.consent,
    actorOf: users.actorOf,
    tenantsOf,
    publisherOf: (tenantId) => tenants.nameOf(platformDb(database), tenantId),
    invitationsOf: (userId) => listInvitationsOf(platformDb(database), userId),
    addressOf,
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

  const notices = createWebhookNotices(audit, clock);
  const noteCertificates = createCertificateNotes(database, clock, notices.onCertificateEndsSoon);
  const webhooks = wireWebhooks({
    database,
    schemas: core.schemas,
    sendersDir: settings.sendersDir,
    keyring,
    outbound: thirdParties.deliveries,
    clock,
    log,
    findAccessToken,
    readClientSecrets: thirdParties.readClientSecrets,
    publicUrl: settings.publicUrl,
    bodyLimit: settings.webhookBodyLimit,
    certificateHeader: settings.clientCertificateHeader,
    certificateOf: forwardedCertificateOf(settings.clientCertificateHeader, settings.trustedProxies),
    rates: { webhook: settings.webhookRate, tenant: settings.webhookTenantRate },
    retention: settings.webhookRetention * 86_400_000,
    metrics: withHourlyCounts(metrics.webhooks, counts),
    ...notices,
  });
  const alerts = wireAlerts({ ...core, outbound: thirdParties.deliveries });

  // The router tries them in this order, so the most requested ones come first.
  const tables = [
    oauthClientRoutes(oauthClients, runTime, components, migrateComponent),
    ...thirdParties.tables(components),
    componentRoutes(components, envs),
    flowRoutes(flows),
    tenantRoutes(tenants, createUpdateTenant({ keyring, ...thirdParties }), createRotateAlertSecret(keyring)),
    alerts.table,
    userRoutes(users, me, access),
    accessRoutes(access),
    apiKeyRoutes(apiKeys, users),
    scopeRoutes(scopes),
    oauthAppRoutes(oauthApps, createSecrets()),
    authorizationRoutes(authorizations, users),
    webhooks.table,
    statisticsRoutes(createStatistics()),
    auditRoutes(audit),
  ];

  return {
    ...core,
    metrics,
    secretReads,
    idempotency,
    keyUses,
    thirdParties,
    keys,
    findAccessToken,
    cookies,
    sessions,
    addressOf,
    sessionActors,
    consoleParts,
    brand: createBrand(settings),
    secretUses,
    authorizationServer,
    components,
    oauthClients,
    flows,
    noteCertificates,
    webhooks,
    alerts,
    counts,
    tables,
  };
}
