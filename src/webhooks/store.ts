import { selectPage, type Page, type PageRequest, type Query, type TenantDb } from '../db/index.ts';
import { flowIdsOfComponent } from '../flows/index.ts';
import {
  WRITTEN,
  type PlainAttributes,
  type WebhookDeduplication,
  type WebhookFilter,
  type WebhookResponse,
} from '../schema/index.ts';
import type { WebhookServices } from './config-services.ts';
import { failingFlowsOf, whereFailing, type FailingFlow } from './failing-flows.ts';
import { removeRejected } from './rejections/rejection-store.ts';

const TABLE = 'webhooks';
const FLOWS = 'webhook_flows';

export type WebhookAuthentication = 'oauth2' | 'signature';

/** A further flow that receives the events of a webhook. */
export type AdditionalFlow = PlainAttributes<'webhook'>['additional_flows'][number];

export interface Webhook extends Omit<PlainAttributes<'webhook'>, 'config_services'> {
  tenant_id: string;
  id: string;
  /** The unguessable part of the endpoint URL. */
  hook_id: string;
  flow_id: string;
  /** Provides services and the client secret that the webhook does not have itself. */
  credential_id: string | null;
  config_services: WebhookServices;
  /** Sealed. What the sender signs with. */
  secret: string | null;
  /** Whether a handshake set the secret and people may see it. */
  secret_shown: boolean;
  /** Sealed. Valid until `previous_secret_until`, milliseconds since the epoch. */
  previous_secret: string | null;
  previous_secret_until: number | null;
  /** Sealed. What Microsoft Graph's resource data is decrypted with. */
  decryption_key: string | null;
  /** Sealed. Signs deliveries. */
  signing_secret: string;
  /** Sealed. Also signs deliveries until `previous_signing_secret_until`. */
  previous_signing_secret: string | null;
  previous_signing_secret_until: number | null;
  /** Since when every delivery to its own flow has failed; null while deliveries succeed. */
  failing_since: number | null;
  /** The additional flows to which deliveries fail. */
  failing_flows: FailingFlow[];
  /** Since when senders have been rejected and no request was accepted; null otherwise. */
  rejecting_since: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
}

/** A webhook in the response that created it, the only one that shows its signing secret. */
export type NewWebhook = Webhook & { shown_signing_secret?: string };

const OPTIONAL_JSON = ['filter', 'deduplication', 'response', 'action_response'] as const;

type Row = Omit<
  Webhook,
  | 'enabled'
  | 'secret_shown'
  | 'config_services'
  | 'additional_flows'
  | 'failing_flows'
  | (typeof OPTIONAL_JSON)[number]
> & {
  enabled: boolean | number;
  secret_shown: boolean | number;
  config_services: string;
  additional_flows: string;
} & Record<(typeof OPTIONAL_JSON)[number], string | null>;

const COLUMNS: readonly (keyof Row)[] = [
  'tenant_id',
  'id',
  'hook_id',
  ...WRITTEN.webhook.plain,
  'flow_id',
  'credential_id',
  'secret',
  'secret_shown',
  'previous_secret',
  'previous_secret_until',
  'decryption_key',
  'signing_secret',
  'previous_signing_secret',
  'previous_signing_secret_until',
  'failing_since',
  'rejecting_since',
  'version',
  'created_at',
  'updated_at',
  'created_by',
];

const LISTED = { table: TABLE, columns: COLUMNS, searched: ['name'] };

export interface WebhookListFilter {
  flow?: string;
  credential?: string;
  /** Included by the webhook's flow. */
  component?: string;
  /** Whether deliveries fail. */
  failing?: boolean;
  /** Whether all senders are rejected. */
  rejecting?: boolean;
}

export async function findWebhook(db: TenantDb, id: string): Promise<Webhook | undefined> {
  return first(db, db.from(TABLE).where({ id }));
}

/** @returns null if the webhook has been deleted */
export async function nameOfWebhook(db: TenantDb, id: string): Promise<string | null> {
  const row = (await db.from(TABLE).where({ id }).first('name')) as { name: string } | undefined;
  return row?.name ?? null;
}

export async function lockWebhook(db: TenantDb, id: string): Promise<Webhook | undefined> {
  return first(db, db.lock(TABLE).where({ id }));
}

async function first(db: TenantDb, query: Query): Promise<Webhook | undefined> {
  const row = (await query.first()) as Row | undefined;
  return row && (await fromRows(db, [row]))[0];
}

export async function listWebhooks(
  db: TenantDb,
  { flow, credential, component, failing, rejecting }: WebhookListFilter,
  page: PageRequest,
): Promise<Page<Webhook>> {
  const query = db.from(TABLE);
  if (flow !== undefined) {
    const additional = db.from(FLOWS).where({ flow_id: flow }).select('webhook_id');
    query.where((either) => void either.where('webhooks.flow_id', flow).orWhereIn('webhooks.id', additional));
  }
  if (credential !== undefined) query.where({ credential_id: credential });
  if (component !== undefined) query.whereIn('flow_id', flowIdsOfComponent(db, component));
  if (failing !== undefined) whereFailing(query, db, failing);
  if (rejecting !== undefined) whereSet(query, 'rejecting_since', rejecting);
  const { rows, total } = await selectPage<Row>(db, query, LISTED, page);
  return { rows: await fromRows(db, rows), total };
}

function whereSet(query: Query, column: string, isSet: boolean): void {
  if (isSet) query.whereNotNull(column);
  else query.whereNull(column);
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
  await removeRejected(db, id);
}

function toRow({ failing_flows: _, ...webhook }: Webhook): Row {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  return {
    ...webhook,
    config_services: JSON.stringify(webhook.config_services),
    filter: json(webhook.filter),
    additional_flows: JSON.stringify(webhook.additional_flows),
    deduplication: json(webhook.deduplication),
    response: json(webhook.response),
    action_response: json(webhook.action_response),
  };
}

async function fromRows(db: TenantDb, rows: readonly Row[]): Promise<Webhook[]> {
  const severalFlows = rows.filter(({ additional_flows }) => additional_flows !== '[]');
  const failing = await failingFlowsOf(
    db,
    severalFlows.map(({ id }) => id),
  );
  return rows.map((row) => fromRow(row, failing.get(row.id) ?? []));
}

function fromRow(row: Row, failing_flows: FailingFlow[]): Webhook {
  const value = <T>(json: string | null) => (json === null ? null : (JSON.parse(json) as T));
  return {
    ...row,
    failing_flows,
    enabled: Boolean(row.enabled),
    secret_shown: Boolean(row.secret_shown),
    config_services: JSON.parse(row.config_services) as WebhookServices,
    filter: value<WebhookFilter>(row.filter),
    additional_flows: JSON.parse(row.additional_flows) as AdditionalFlow[],
    deduplication: value<WebhookDeduplication>(row.deduplication),
    response: value<WebhookResponse>(row.response),
    action_response: value<WebhookResponse>(row.action_response),
  };
}
