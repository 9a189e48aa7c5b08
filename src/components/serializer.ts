import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { isOwn, isUsable } from './rules.ts';
import type { Component } from './store.ts';

export const componentView: ResourceView<Component> = {
  type: 'component',
  id: (component) => component.id,
  // Every tenant reaches a global component under its own address.
  path: (component) => `/v2/tenants/${component.seen_by}/components/${component.id}`,
  version: (component) => component.version,
  attributes: (component) => ({
    name: component.name,
    description: component.description,
    access: component.access,
    own: isOwn(component),
    descriptor: component.descriptor,
    uses_oauth_client: component.uses_oauth_client,
    usable: isUsable(component),
    created_at: toRfc3339(component.created_at),
    updated_at: toRfc3339(component.updated_at),
  }),
  relationships: (component) => ({
    // Who made it is the owner's business.
    created_by:
      component.created_by === null || !isOwn(component) ? null : { type: 'user', id: component.created_by },
  }),
  relationshipNames: ['created_by'],
  members: [
    'name',
    'description',
    'access',
    'own',
    'descriptor',
    'uses_oauth_client',
    'usable',
    'created_at',
    'updated_at',
    'created_by',
  ],
};
