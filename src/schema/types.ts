// Generated from schemas/ by `npm run types`. Do not edit.

/**
 * An id as a client sends it; what is not there or not visible is answered with 404
 */
export type GivenId = string;
/**
 * UUIDv7 in lower case
 */
export type Id = string;
/**
 * RFC 3339, UTC, milliseconds
 */
export type Time = string;
export type Name = string;
/**
 * A path on this server
 */
export type Link = string | null;
export type Permission = string;

/**
 * The document that makes a api-key.
 */
export interface ApiKeyCreate {
  data: {
    type: 'api-key';
    attributes?: {
      name?: string | null;
      /**
       * When the key ends by itself; null for never
       */
      expires_at?: string | null;
    };
    relationships?: {
      user?: {
        data: {
          type: 'user';
          id: GivenId;
        };
      };
    };
  };
}
/**
 * What `email:apikey` uses. The key itself is shown once.
 */
export interface ApiKey {
  type: 'api-key';
  id: Id;
  attributes?: {
    name?: string | null;
    /**
     * The first characters of the key, to recognise it by
     */
    prefix?: string;
    expires_at?: string | null;
    /**
     * Correct to about half a minute
     */
    last_used_at?: string | null;
    /**
     * Only in the answer that made it
     */
    api_key?: string;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    user?: {
      data: {
        type: 'user';
        id: Id;
      };
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
export interface ResourceLinks {
  self: string;
}
/**
 * The document that changes a api-key: what it does not name stays.
 */
export interface ApiKeyUpdate {
  data: {
    type: 'api-key';
    id?: Id;
    attributes?: {
      name?: string | null;
      /**
       * When the key ends by itself; null for never
       */
      expires_at?: string | null;
    };
  };
}
/**
 * Who did what, when, through what. Never changes.
 */
export interface AuditEvent {
  type: 'audit-event';
  id: Id;
  attributes?: {
    action?: string;
    actor_type?: 'user' | 'system';
    actor_id?: Id | null;
    actor_name?: string | null;
    api_key_id?: Id | null;
    resource_type?: string;
    resource_id?: Id | null;
    request_id?: string | null;
    details?: {};
    created_at?: Time;
  };
  links: ResourceLinks;
}
export interface ListLinks {
  self: Link;
  first: Link;
  prev: Link;
  next: Link;
  last: Link;
}
export interface LogLinks {
  self: Link;
  next: Link;
}
export interface PageMeta {
  page: number;
  per_page: number;
  total: number;
  total_pages: number;
}
/**
 * In the replay of an answer that showed something once only
 */
export interface ReplayMeta {
  omitted: string[];
  reason: string;
}
export interface JsonApi {
  version: '1.1';
}
/**
 * A component's environment variables in one tenant, the linked ones filled from the OAuth client.
 */
export interface ComponentEnv {
  type: 'component-env';
  id: Id;
  attributes?: {
    names?: string[];
    /**
     * Only for holders of tenants.oauth_clients.get_secret
     */
    vars?: {
      [k: string]: string | undefined;
    };
    created_at?: Time;
    updated_at?: Time;
  };
  links: ResourceLinks;
}
/**
 * The document that replaces a component-env.
 */
export interface ComponentEnvUpdate {
  data: {
    type: 'component-env';
    id?: Id;
    attributes: {
      vars: {
        [k: string]: string | undefined;
      };
    };
  };
}
/**
 * The document that makes a component.
 */
export interface ComponentCreate {
  data: {
    type: 'component';
    attributes: {
      /**
       * The descriptor's title when absent
       */
      name?: Name;
      description?: string | null;
      access?: 'tenant' | 'global';
      /**
       * The component.json
       */
      descriptor: {
        [k: string]: unknown | undefined;
      };
    };
  };
}
/**
 * An integration component, as the tenant sees it.
 */
export interface Component {
  type: 'component';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    access?: 'tenant' | 'global';
    /**
     * The component.json
     */
    descriptor?: {
      [k: string]: unknown | undefined;
    };
    uses_oauth_client?: boolean;
    /**
     * False while the component needs an OAuth client that the tenant has not defined
     */
    usable?: boolean;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a component: what it does not name stays.
 */
export interface ComponentUpdate {
  data: {
    type: 'component';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      access?: 'tenant' | 'global';
      /**
       * The component.json
       */
      descriptor?: {
        [k: string]: unknown | undefined;
      };
    };
  };
}
/**
 * What every failed request answers with.
 */
export interface ErrorDocument {
  /**
   * @minItems 1
   */
  errors: {
    /**
     * The request's id, also in X-Request-Id and in the log
     */
    id: string;
    status: string;
    code: string;
    title: string;
    detail: string;
    source?: {
      /**
       * JSON Pointer into the request's body
       */
      pointer?: string;
      parameter?: string;
      header?: string;
    };
    meta?: {};
  }[];
}
/**
 * The document that makes a flow.
 */
export interface FlowCreate {
  data: {
    type: 'flow';
    attributes: {
      name: Name;
      description?: string | null;
      status?: 'draft' | 'active' | 'stopped';
      target_url?: string | null;
      graph?: {
        /**
         * @maxItems 500
         */
        nodes: {
          id: string;
          component_id: GivenId;
          command?: string;
          function?: string;
          name?: string;
          credentials_id?: Id | null;
          fields?: {
            [k: string]: unknown | undefined;
          };
        }[];
        /**
         * @maxItems 2000
         */
        edges: {
          source: string;
          target: string;
        }[];
      };
    };
  };
}
/**
 * An integration: a graph of nodes, each naming a component.
 */
export interface Flow {
  type: 'flow';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    status?: 'draft' | 'active' | 'stopped';
    target_url?: string | null;
    graph?: {
      /**
       * @maxItems 500
       */
      nodes: {
        id: string;
        component_id: GivenId;
        command?: string;
        function?: string;
        name?: string;
        credentials_id?: Id | null;
        fields?: {
          [k: string]: unknown | undefined;
        };
      }[];
      /**
       * @maxItems 2000
       */
      edges: {
        source: string;
        target: string;
      }[];
    };
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a flow: what it does not name stays.
 */
export interface FlowUpdate {
  data: {
    type: 'flow';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      status?: 'draft' | 'active' | 'stopped';
      target_url?: string | null;
      graph?: {
        /**
         * @maxItems 500
         */
        nodes: {
          id: string;
          component_id: GivenId;
          command?: string;
          function?: string;
          name?: string;
          credentials_id?: Id | null;
          fields?: {
            [k: string]: unknown | undefined;
          };
        }[];
        /**
         * @maxItems 2000
         */
        edges: {
          source: string;
          target: string;
        }[];
      };
    };
  };
}
/**
 * The caller, and what they may do in the tenant of their credentials.
 */
export interface Me {
  type: 'me';
  id: Id;
  attributes?: {
    email?: string;
    name?: string | null;
    /**
     * @maxItems 200
     */
    permissions?: Permission[];
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    tenant?: {
      data: {
        type: 'tenant';
        id: Id;
      };
    };
    role?: {
      data: {
        type: 'role';
        id: Id;
      };
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a me: what it does not name stays.
 */
export interface MeUpdate {
  data: {
    type: 'me';
    id?: Id;
    attributes?: {
      email?: string;
      name?: string | null;
    };
  };
}
/**
 * The document that makes a oauth-client.
 */
export interface OauthClientCreate {
  data: {
    type: 'oauth-client';
    attributes: {
      client_id: string;
      client_secret: string;
    };
    relationships: {
      component: {
        data: {
          type: 'component';
          id: GivenId;
        };
      };
    };
  };
}
/**
 * A tenant's client_id and client_secret for one component.
 */
export interface OauthClient {
  type: 'oauth-client';
  id: Id;
  attributes?: {
    client_id?: string;
    /**
     * At creation, and for holders of tenants.oauth_clients.get_secret
     */
    client_secret?: string;
    /**
     * orphaned: the component was deleted or hidden
     */
    status?: 'usable' | 'orphaned';
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    component?: {
      data: {
        type: 'component';
        id: Id;
      };
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a oauth-client: what it does not name stays.
 */
export interface OauthClientUpdate {
  data: {
    type: 'oauth-client';
    id?: Id;
    attributes?: {
      client_id?: string;
      client_secret?: string;
    };
    relationships?: {
      component?: {
        data: {
          type: 'component';
          id: GivenId;
        };
      };
    };
  };
}
/**
 * One of the closed list of permissions; its name is its id.
 */
export interface PermissionEntry {
  type: 'permission';
  id: Permission;
  attributes?: {
    description?: string;
  };
}
/**
 * The document that makes a role.
 */
export interface RoleCreate {
  data: {
    type: 'role';
    attributes: {
      name: string;
      description?: string | null;
      /**
       * @maxItems 200
       */
      permissions: (
        | 'tenants.tenants.get'
        | 'tenants.tenants.create'
        | 'tenants.tenants.edit'
        | 'tenants.tenants.delete'
        | 'tenants.users.get'
        | 'tenants.users.create'
        | 'tenants.users.edit'
        | 'tenants.users.delete'
        | 'tenants.roles.get'
        | 'tenants.roles.create'
        | 'tenants.roles.edit'
        | 'tenants.roles.delete'
        | 'tenants.api_keys.get'
        | 'tenants.api_keys.create'
        | 'tenants.api_keys.edit'
        | 'tenants.api_keys.delete'
        | 'tenants.components.get'
        | 'tenants.components.create'
        | 'tenants.components.edit'
        | 'tenants.components.delete'
        | 'tenants.components.publish'
        | 'tenants.oauth_clients.get'
        | 'tenants.oauth_clients.create'
        | 'tenants.oauth_clients.edit'
        | 'tenants.oauth_clients.delete'
        | 'tenants.oauth_clients.get_secret'
        | 'tenants.flows.get'
        | 'tenants.flows.create'
        | 'tenants.flows.edit'
        | 'tenants.flows.delete'
        | 'tenants.audit_events.get'
      )[];
    };
  };
}
/**
 * A named set of permissions in a tenant.
 */
export interface Role {
  type: 'role';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    built_in?: boolean;
    /**
     * @maxItems 200
     */
    permissions?: Permission[];
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a role: what it does not name stays.
 */
export interface RoleUpdate {
  data: {
    type: 'role';
    id?: Id;
    attributes?: {
      name?: string;
      description?: string | null;
      /**
       * @maxItems 200
       */
      permissions?: (
        | 'tenants.tenants.get'
        | 'tenants.tenants.create'
        | 'tenants.tenants.edit'
        | 'tenants.tenants.delete'
        | 'tenants.users.get'
        | 'tenants.users.create'
        | 'tenants.users.edit'
        | 'tenants.users.delete'
        | 'tenants.roles.get'
        | 'tenants.roles.create'
        | 'tenants.roles.edit'
        | 'tenants.roles.delete'
        | 'tenants.api_keys.get'
        | 'tenants.api_keys.create'
        | 'tenants.api_keys.edit'
        | 'tenants.api_keys.delete'
        | 'tenants.components.get'
        | 'tenants.components.create'
        | 'tenants.components.edit'
        | 'tenants.components.delete'
        | 'tenants.components.publish'
        | 'tenants.oauth_clients.get'
        | 'tenants.oauth_clients.create'
        | 'tenants.oauth_clients.edit'
        | 'tenants.oauth_clients.delete'
        | 'tenants.oauth_clients.get_secret'
        | 'tenants.flows.get'
        | 'tenants.flows.create'
        | 'tenants.flows.edit'
        | 'tenants.flows.delete'
        | 'tenants.audit_events.get'
      )[];
    };
  };
}
/**
 * The document that makes a tenant.
 */
export interface TenantCreate {
  data: {
    type: 'tenant';
    attributes: {
      name: Name;
    };
  };
}
/**
 * A customer of the platform; everything else belongs to exactly one.
 */
export interface Tenant {
  type: 'tenant';
  id: Id;
  attributes?: {
    name?: string;
    created_at?: Time;
    updated_at?: Time;
    /**
     * Only in the answer that made the tenant: its creator's key for it
     */
    api_key?: string;
  };
  links: ResourceLinks;
}
/**
 * The document that changes a tenant: what it does not name stays.
 */
export interface TenantUpdate {
  data: {
    type: 'tenant';
    id?: Id;
    attributes?: {
      name?: Name;
    };
  };
}
/**
 * The document that makes a user.
 */
export interface UserCreate {
  data: {
    type: 'user';
    attributes: {
      email: string;
      /**
       * Used only for a person who is new to the platform
       */
      name?: string | null;
      active?: boolean;
    };
    relationships: {
      role: {
        data: {
          type: 'role';
          id: GivenId;
        };
      };
    };
  };
}
/**
 * A person as a member of the tenant.
 */
export interface User {
  type: 'user';
  id: Id;
  attributes?: {
    email?: string;
    name?: string | null;
    active?: boolean;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    role?: {
      data: {
        type: 'role';
        id: Id;
      };
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a user: what it does not name stays.
 */
export interface UserUpdate {
  data: {
    type: 'user';
    id?: Id;
    attributes?: {
      active?: boolean;
    };
    relationships?: {
      role?: {
        data: {
          type: 'role';
          id: GivenId;
        };
      };
    };
  };
}
