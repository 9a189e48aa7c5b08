import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { isOwn, isUsable } from './rules.ts';
import type { Component } from './store.ts';

export const componentView: ResourceView<Component> = {
  ...declared('component'),
  id: (component) => component.id,
  // Each tenant accesses a global component under its own URL.
  path: (component) => `/v2/tenants/${component.seen_by}/components/${component.id}`,
  version: (component) => component.version,
  attributes: (component) => ({
    ...plainAttributes('component', component),
    own: isOwn(component),
    uses_oauth_client: component.uses_oauth_client,
    usable: isUsable(component),
    created_at: toRfc3339(component.created_at),
    updated_at: toRfc3339(component.updated_at),
  }),
  relationships: (component) => ({
    // Not exposed to other tenants.
    created_by:
      component.created_by === null || !isOwn(component) ? null : { type: 'user', id: component.created_by },
  }),
  meta: ({ warnings }) => (warnings && warnings.length > 0 ? { warnings } : undefined),
};
