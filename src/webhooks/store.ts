import { selectPage, type Page, type PageRequest, type TenantDb } from '../db/index.ts';
import type { WebhookServices } from './services.ts';

const TABLE = 'webhooks';

export type WebhookAuthentication = 'oauth2' | 'signature';

export interface Webhook {
  tenant_id: string;
  id: string;
  /** The unguessable part of its address. */
  hook_id: string;
  name: string;
  enabled: boolean;
  flow_id: string;
  /** Whose services and, where it has no secret of its own, client secret are used. */
  credential_id: string | null;
  authentication: WebhookAuthentication;
  config_services: WebhookServices;
  /** Sealed. By which the sender signs. */
  secret: string | null;
  /** Sealed. Good until `previous_secret_until`, milliseconds since the epoch. */
  previous_secret: string | null;
  previous_secret_until: number | null;
  /** Sealed. By which deliveries are signed. */
  signing_secret: string;
  /** Sealed. Signs as well until `previous_signing_secret_until`. */
  previous_signing_secret: string | null;
  previous_signing_secret_until: number | null;
  /** Since when every delivery has failed. */
  failing_since: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

/** A webhook in the answer that made it: the only one that shows the secret of its deliveries. */
export type NewWebhook = Webhook & { shown_signing_secret?: string };

type Row = Omit<Webhook, 'enabled' | 'config_services'> & {
  enabled: boolean | number;
  config_services: string;
};

const COLUMNS: readonly (keyof Row)[] = [
  'tenant_id',
  'id',
  'hook_id',
  'name',
  'enabled',
  'flow_id',
  'credential_id',
  'authentication',
  'config_services',
  'secret',
  'previous_secret',
  'previous_secret_until',
  'signing_secret',
  'previous_signing_secret',
  'previous_signing_secret_until',
  'failing_since',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, searched: ['name'] };

export interface WebhookFilter {
  flow?: string;
}

export async function findWebhook(db: TenantDb, id: string): Promise<Webhook | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function lockWebhook(db: TenantDb, id: string): Promise<Webhook | undefined> {
  const row = (await db.lock(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

export async function listWebhooks(
  db: TenantDb,
  { flow }: WebhookFilter,
  page: PageRequest,
): Promise<Page<Webhook>> {
  const query = db.from(TABLE);
  if (flow !== undefined) query.where({ flow_id: flow });
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: rows.map(fromRow), total };
}

export async function insertWebhook(db: TenantDb, webhook: Webhook): Promise<void> {
  await db.insert(TABLE, toRow(webhook));
}

export async function updateWebhook(db: TenantDb, webhook: Webhook): Promise<void> {
  await db.from(TABLE).where({ id: webhook.id }).update(toRow(webhook));
}

export async function removeWebhook(db: TenantDb, id: string): Promise<void> {
  await db.from(TABLE).where({ id }).delete();
  await db.from('webhook_rates').where({ id }).delete();
}

function toRow(webhook: Webhook): Row {
  return { ...webhook, config_services: JSON.stringify(webhook.config_services) };
}

function fromRow(row: Row): Webhook {
  return {
    ...row,
    enabled: Boolean(row.enabled),
    config_services: JSON.parse(row.config_services) as WebhookServices,
  };
}
