import { systemActor, type Actor, type Perform } from '../actions/index.ts';
import type { Audit, HandOutLog } from '../audit/index.ts';
import type { ComponentEnvs, Components } from '../components/index.ts';
import type { Settings } from '../config/index.ts';
import {
  createCallback,
  createClientSecretRead,
  createConfigure,
  createConnect,
  createCredentials,
  createCredentialSecrets,
  createDisconnect,
  createFinish,
  createForcedRefresh,
  createHandOut,
  createIntegrations,
  createRefreshAhead,
  createRefresher,
  createTokenRead,
  credentialRoutes,
} from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { Database, TenantDb } from '../db/index.ts';
import { createOutbound } from '../http/index.ts';
import { createUseNotes } from '../jobs/index.ts';
import type { SecretBox } from '../oauth-clients/index.ts';
import { createProviders, loadProviders, providerRoutes } from '../providers/index.ts';
import type { Schemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Metrics } from './metrics.ts';

/** The wiring of all that speaks to third parties: providers, credentials, their refreshes and hand-outs. */
export function createThirdParties(parts: {
  database: Database;
  settings: Settings;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  schemas: Schemas;
  keyring: Keyring;
  audit: Audit;
  handOuts: HandOutLog;
  perform: Perform;
  envs: ComponentEnvs;
  clientSecrets: SecretBox;
  actorOf(db: TenantDb, userId: string): Promise<Actor | undefined>;
  /** How a refresh ended, and how many milliseconds after it became due. */
  refreshed(tenantId: string, outcome: string, lag: number | null): void;
  usage(db: TenantDb, credentialId: string): Promise<{ flows: string[]; count: number }>;
}) {
  const { database, settings, clock, log, metrics, schemas, keyring, audit, handOuts, perform, envs } = parts;
  const { clientSecrets, actorOf, usage } = parts;

  const reach = {
    allow: settings.outboundAllow,
    proxy: settings.outboundProxy,
    timeout: settings.outboundTimeout * 1000,
  };
  const outbound = createOutbound(reach);
  // Whatever is handed on may arrive twice; so its connections can be kept, and short, since targets close them too.
  const deliveries = createOutbound({ ...reach, keepAlive: 1000 });
  const providers = loadProviders(schemas);
  const credentialSecrets = createCredentialSecrets(keyring);
  const configure = createConfigure({
    readIntegration: createIntegrations({ providers, envs }),
    clientSecrets,
    secrets: credentialSecrets,
    outbound,
    redirectUri: `${settings.publicUrl}/callback/oauth2`,
  });
  const refresher = createRefresher({
    database,
    outbound,
    secrets: credentialSecrets,
    configure,
    log,
    observed: parts.refreshed,
    lost: (db, id, reason) =>
      audit.sink(
        { actor: systemActor(db.tenantId, 'valetkey'), db, now: clock(), requestId: null },
        'credentials.refresh',
        { type: 'credential', id, details: { outcome: 'refused', reason } },
      ),
  });
  const refreshAhead = createRefreshAhead(database, refresher);
  const credentialUses = createUseNotes(database, clock, { table: 'connections', column: 'credential_id' });
  const patience = settings.outboundTimeout * 1000;
  const handOut = createHandOut({
    read: createTokenRead(database.reads),
    secrets: credentialSecrets,
    refresher,
    handOuts,
    used: credentialUses.note,
    aged: (milliseconds) => metrics.tokenAge.observe(milliseconds / 1000),
    patience,
  });
  const connecting = { outbound, secrets: credentialSecrets, clock, configure };
  const credentials = createCredentials({ providers, secrets: credentialSecrets, outbound });
  const callback = createCallback({
    database,
    perform,
    finish: createFinish(connecting),
    actorOf,
    log,
  });

  return {
    outbound,
    deliveries,
    callback,
    refresher,
    close: async () => void (await Promise.all([outbound.close(), deliveries.close()])),
    refreshAhead,
    readClientSecret: createClientSecretRead({ database, clientSecrets, secrets: credentialSecrets }),
    credentialUses,
    /** In the order in which the router tries them. */
    tables: (components: Components) => [
      credentialRoutes({
        credentials,
        connect: createConnect(connecting),
        disconnect: createDisconnect({ ...connecting, log, usage }),
        handOut,
        forcedRefresh: createForcedRefresh(refresher, patience),
        components,
      }),
      providerRoutes(createProviders(providers)),
    ],
  };
}
