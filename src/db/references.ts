/**
 * Who blocks and who falls with whom. Every table that belongs to a tenant, in the order in which a tenant's rows
 * are deleted: a table stands before those it refers to. The foreign keys in the migrations say the same to the
 * database, so a forgotten table makes the delete fail instead of leaving rows behind.
 *
 *   component_envs ──▶ components
 *   oauth_clients  ──▶ components            set null: the client outlives its component
 *   credentials ──▶ components               set null: the credential outlives its component
 *   credentials ──▶ oauth_clients            restrict: a client that credentials use stays
 *   connections, connection_attempts ──▶ credentials   cascade
 *   flow_credentials ──▶ flows               cascade
 *   flow_credentials ──▶ credentials         restrict: a credential in a flow stays
 *   component_activations ──▶ components     a tenant has defined its client for a component
 *   flow_components ──▶ flows                cascade
 *   flow_components ──▶ components           restrict: a component in a flow stays
 *   flow_components ──▶ component_activations  restrict: a client in a flow stays
 *   api_keys ──▶ memberships                 cascade: a membership ends with its keys
 *   memberships ──▶ roles                    restrict: a role in use stays
 *   oauth_app_secrets ──▶ oauth_apps         cascade
 *   oauth_app_scopes ──▶ oauth_apps          cascade
 *   oauth_app_scopes ──▶ scopes              restrict: a scope that apps ask for stays
 *   authorizations ──▶ oauth_apps            cascade: a consent ends with its app
 *   authorizations ──▶ memberships           cascade: and with its user
 *   webhooks ──▶ flows                       restrict: a flow that a webhook starts stays
 *   webhooks ──▶ credentials                 restrict: a credential by which a webhook understands its events stays
 *   webhook_events, deliveries, webhook_rates, hourly_counts  refer to nothing: there are millions of them
 *   pushed_requests, authorization_codes, token_grants, refresh_tokens, access_tokens
 *                                            refer to nothing: they are dead when what they came from is gone
 */
export const TENANT_TABLES = [
  'idempotency_keys',
  'audit_events',
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
  'deliveries',
  'webhook_events',
  'webhooks',
  'flow_credentials',
  'flow_components',
  'flows',
  'connection_attempts',
  'connections',
  'credentials',
  'oauth_clients',
  'component_activations',
  'component_envs',
  'components',
  'api_keys',
  'memberships',
  'roles',
  'tenant_keys',
] as const;

export type TenantTable = (typeof TENANT_TABLES)[number];
