import { declared, plainAttributes, type ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Member } from './store.ts';

export const userView: ResourceView<Member> = {
  ...declared('user'),
  id: (member) => member.user_id,
  path: (member) => `/v2/tenants/${member.tenant_id}/users/${member.user_id}`,
  version: (member) => member.version,
  attributes: (member) => ({
    ...plainAttributes('user', member),
    accepted: member.accepted,
    created_at: toRfc3339(member.created_at),
    updated_at: toRfc3339(member.updated_at),
  }),
  relationships: (member) => ({
    role: { type: 'role', id: member.role_id },
    created_by: member.created_by === null ? null : { type: 'user', id: member.created_by },
  }),
};
