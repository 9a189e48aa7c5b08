import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Scope } from './store.ts';

/** The scope's name is its ID; it never changes, because apps request scopes by name. */
export const scopeView: ResourceView<Scope> = {
  ...declared('scope'),
  id: (scope) => scope.name,
  path: (scope) => `/v2/tenants/${scope.tenant_id}/scopes/${scope.name}`,
  version: (scope) => scope.version,
  attributes: (scope) => ({
    ...plainAttributes('scope', scope),
    built_in: scope.built_in,
    created_at: scope.built_in ? null : toRfc3339(scope.created_at),
    updated_at: scope.built_in ? null : toRfc3339(scope.updated_at),
  }),
  relationships: (scope) => ({
    created_by: scope.created_by === null ? null : { type: 'user', id: scope.created_by },
  }),
};
