import type { Actor, Perform } from '../actions/index.ts';
import { raiseAlert } from '../alerts/index.ts';
import type { Audit, SecretReads } from '../audit/index.ts';
import type { ComponentEnvs, Components } from '../components/index.ts';
import type { Settings } from '../config/index.ts';
import {
  countConnectionEnds,
  createCallback,
  createClientSecretReader,
  createConfigure,
  createConnect,
  createCredentials,
  createCredentialSecrets,
  createDevicePolls,
  createDisconnect,
  createEndNotes,
  createEndOfConnections,
  createFinish,
  createForcedRefresh,
  createIdleLimits,
  createIntegrations,
  createIssuing,
  createKeepAlive,
  createKeySettings,
  createPoll,
  createOauth1Reader,
  createRefreshAhead,
  createRefresher,
  createSigning,
  createTokenReader,
  credentialRoutes,
  credentialsOfProvider,
  settingsChanged,
} from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { Database, TenantDb } from '../db/index.ts';
import { createOutbound } from '../http/index.ts';
import { createLastUsed } from '../jobs/index.ts';
import type { SecretBox } from '../oauth-clients/index.ts';
import { createFindProvider, createOwnProviders, loadProviders, providerRoutes } from '../providers/index.ts';
import type { Schemas } from '../schema/index.ts';
import { toRfc3339, type Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Metrics } from './metrics.ts';

/** Wires everything that calls third parties: providers, credentials, token refreshes and deliveries. */
export function createThirdParties(parts: {
  database: Database;
  settings: Settings;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  schemas: Schemas;
  keyring: Keyring;
  audit: Audit;
  secretReads: SecretReads;
  perform: Perform;
  envs: ComponentEnvs;
  clientSecrets: SecretBox;
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
  /** Records the outcome of a refresh and its delay after it became due, in milliseconds. */
  refreshed(tenantId: string, outcome: string, lag: number | null): void;
  usage(db: TenantDb, credentialId: string): Promise<{ flows: string[]; count: number }>;
}) {
  const { database, settings, clock, log, metrics, schemas, keyring, audit, secretReads, perform, envs } =
    parts;
  const { clientSecrets, actorOf, usage } = parts;

  const reach = {
    allow: settings.outboundAllow,
    proxy: settings.outboundProxy,
    timeout: settings.outboundTimeout * 1000,
  };
  const outbound = createOutbound(reach, { clock });
  // A delivery may arrive twice, so connections are reused, but only briefly, because targets close idle ones too.
  const deliveries = createOutbound({ ...reach, keepAlive: 1000 }, { clock });
  const catalog = loadProviders(schemas, settings.providersDir);
  const findProvider = createFindProvider(catalog);
  const credentialSecrets = createCredentialSecrets(keyring);
  const readIntegration = createIntegrations({ findProvider, envs });
  const providerAccess = {
    readIntegration,
    clientSecrets,
    secrets: credentialSecrets,
    outbound,
    redirectUri: `${settings.publicUrl}/callback/oauth2`,
    clock,
    log,
  };
  const configure = createConfigure(providerAccess);
  const oauth1 = createOauth1Reader(providerAccess);
  const refresher = createRefresher({
    database,
    outbound,
    secrets: credentialSecrets,
    configure,
    log,
    onOutcome: parts.refreshed,
    async onGrantLost(db, id, { text, code }, endedAt) {
      const ended = { reason: text, reason_code: code, ends_at: toRfc3339(endedAt) };
      await audit.recordBySystem(db, clock(), 'credentials.refresh', {
        type: 'credential',
        id,
        details: { outcome: 'refused', ...ended },
      });
      const of = { tenant_id: db.tenantId, credential_id: id };
      await raiseAlert(db, clock(), 'connection.ended', { ...of, ...ended });
    },
  });
  const refreshAhead = createRefreshAhead(database, refresher);
  const credentialUses = createLastUsed(database, clock, { table: 'connections', column: 'credential_id' });
  const waitLimit = settings.outboundTimeout * 1000;
  const issuing = createIssuing({
    read: createTokenReader(database.reads),
    secrets: credentialSecrets,
    refresher,
    secretReads,
    onUse: credentialUses.note,
    onTokenAge: (milliseconds) => metrics.tokenAge.observe(milliseconds / 1000),
    waitLimit,
  });
  const readKeySettings = createKeySettings(readIntegration);
  const connecting = { outbound, secrets: credentialSecrets, clock, configure, readKeySettings, oauth1, log };
  const credentials = createCredentials({
    findProvider,
    secrets: credentialSecrets,
    outbound,
    readIntegration,
  });
  const callback = createCallback({
    database,
    perform,
    finish: createFinish(connecting),
    actorOf,
    log,
    clock,
  });

  const devicePolls = createDevicePolls({
    database,
    perform,
    poll: createPoll(connecting),
    actorOf,
    log,
    clock,
  });

  return {
    outbound,
    deliveries,
    callback,
    devicePolls,
    refresher,
    close: async () => void (await Promise.all([outbound.close(), deliveries.close()])),
    refreshAhead,
    keepAlive: createKeepAlive(database, refresher),
    limitIdle: createIdleLimits(database, catalog.all()),
    endConnections: createEndOfConnections(database, refresher),
    noteEnds: createEndNotes(database, async (db, id, endsAt) => {
      const details = { ends_at: toRfc3339(endsAt) };
      await audit.recordBySystem(db, clock(), 'credentials.ends_soon', { type: 'credential', id, details });
      const of = { tenant_id: db.tenantId, credential_id: id };
      await raiseAlert(db, clock(), 'connection.ends_soon', { ...of, ...details });
    }),
    countEnds: async () => metrics.ends(await countConnectionEnds(database)),
    readClientSecrets: createClientSecretReader({ database, clientSecrets, secrets: credentialSecrets }),
    credentialUses,
    /** In the order in which the router tries them. */
    tables: (components: Components) => [
      credentialRoutes({
        credentials,
        connect: createConnect(connecting),
        disconnect: createDisconnect({ ...connecting, usage }),
        issuing,
        signing: createSigning({
          secrets: credentialSecrets,
          oauth1,
          issuing,
          secretReads,
          onUse: credentialUses.note,
          clock,
        }),
        forcedRefresh: createForcedRefresh(refresher, waitLimit),
        components,
      }),
      providerRoutes(
        catalog,
        createOwnProviders({
          catalog,
          outbound,
          usage: credentialsOfProvider,
          onChange: (db, provider) => settingsChanged(db, { provider }),
        }),
      ),
    ],
  };
}
