/**
 * What blocks a delete, and what is deleted with it. Lists every table that belongs to a tenant, in the order in which
 * a tenant's rows are deleted: a table comes before those it references. The foreign keys in the migrations match this,
 * so a forgotten table makes the delete fail instead of leaving rows behind.
 *
 *   component_envs ──▶ components
 *   oauth_clients  ──▶ components            set null: the client outlives its component
 *   credentials ──▶ components               set null: the credential outlives its component
 *   credentials ──▶ oauth_clients            restrict: a client used by credentials stays
 *   connections, connection_attempts ──▶ credentials   cascade
 *   flow_credentials ──▶ flows               cascade
 *   flow_credentials ──▶ credentials         restrict: a credential in a flow stays
 *   component_activations ──▶ components     the tenant has a client for the component
 *   component_carry_overs ──▶ components     cascade: the tenant's flows keep working without a client for it
 *   flow_components ──▶ flows                cascade
 *   flow_components ──▶ components           restrict: a component in a flow stays
 *   flow_components ──▶ component_activations  restrict: a client in a flow stays
 *   api_keys ──▶ memberships                 cascade: a membership is deleted with its keys
 *   memberships ──▶ roles                    restrict: a role in use stays
 *   oauth_app_secrets ──▶ oauth_apps         cascade
 *   oauth_app_scopes ──▶ oauth_apps          cascade
 *   oauth_app_scopes ──▶ scopes              restrict: a scope that apps can request stays
 *   authorizations ──▶ oauth_apps            cascade: an authorization is deleted with its app
 *   authorizations ──▶ memberships           cascade: and with its user
 *   webhooks ──▶ flows                       restrict: a flow that a webhook starts stays
 *   webhook_flows ──▶ webhooks               cascade
 *   webhook_flows ──▶ flows                  restrict: a flow that receives a webhook's events stays
 *   webhooks ──▶ credentials                 restrict: a credential whose config services a webhook uses stays
 *   webhook_replays ──▶ webhooks             cascade: a webhook is deleted with its replays
 *   providers                                reference nothing: a credential may name one of the catalog instead
 *   webhook_events, deliveries, webhook_rates, hourly_counts  reference nothing: there are millions of them
 *   alerts                                   reference nothing: they outlive what they are about
 *   rejected_requests, rejection_hours       reference nothing: they are written in batches and expire in a day
 *   pushed_requests, authorization_codes, token_grants, refresh_tokens, access_tokens
 *                                            reference nothing: they are invalid once what they came from is deleted
 */
export const TENANT_TABLES = [
  'idempotency_keys',
  'audit_events',
  'alerts',
  'pushed_requests',
  'authorization_codes',
  'token_grants',
  'refresh_tokens',
  'access_tokens',
  'authorizations',
  'oauth_app_secrets',
  'oauth_app_scopes',
  'oauth_apps',
  'scopes',
  'hourly_counts',
  'webhook_rates',
  'rejected_requests',
  'rejection_hours',
  'deliveries',
  'webhook_events',
  'webhook_flows',
  'webhook_replays',
  'webhooks',
  'senders',
  'flow_credentials',
  'flow_components',
  'flows',
  'connection_attempts',
  'connections',
  'credentials',
  'oauth_clients',
  'providers',
  'component_activations',
  'component_carry_overs',
  'component_envs',
  'components',
  'api_keys',
  'memberships',
  'roles',
  'tenant_keys',
] as const;

export type TenantTable = (typeof TENANT_TABLES)[number];

/** The tables that belong to no tenant. */
export type PlatformTable =
  | 'tenants'
  | 'master_keys'
  | 'users'
  | 'password_links'
  | 'sessions'
  | 'sign_in_failures'
  | 'known_sources'
  | 'webhook_workers'
  | 'webhook_clock';
