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
/**
 * A text to be found anywhere, in upper or lower case; no character is a wildcard
 */
export type Search = string;
export type Name = string;
/**
 * A path on this server
 */
export type Link = string | null;
export type Permission = string;
export type ConfigServiceUrl = string;
/**
 * Why an account could not be connected, or its token not be refreshed.
 */
export type ConnectionReason =
  | 'access_denied'
  | 'returned_too_late'
  | 'login_refused'
  | 'client_refused'
  | 'grant_type_refused'
  | 'redirect_uri_refused'
  | 'scope_refused'
  | 'provider_refused'
  | 'provider_unavailable'
  | 'answer_unusable'
  | 'issuer_mismatch'
  | 'refresh_token_missing'
  | 'token_validation_failed'
  | 'user_id_mapping_failed'
  | 'grant_lost'
  | 'token_ended'
  | 'settings_changed'
  | 'token_url_changed'
  | 'credential_incomplete'
  | 'integration_unusable'
  | 'url_not_allowed'
  | 'internal_error';
/**
 * Why an event is not handed on, or an attempt to do so failed.
 */
export type WebhookReason =
  | 'webhook_deleted'
  | 'webhook_off'
  | 'flow_not_active'
  | 'flow_without_target'
  | 'target_unauthorized'
  | 'target_not_found'
  | 'target_redirects'
  | 'target_refuses_size'
  | 'target_busy'
  | 'target_rejects'
  | 'target_failed'
  | 'target_timeout'
  | 'target_unknown'
  | 'target_certificate'
  | 'target_unreachable'
  | 'url_not_allowed'
  | 'answer_unreadable'
  | 'overloaded'
  | 'duplicate'
  | 'parser_failed';
/**
 * Capitals or not
 */
export type HeaderName = string;
export type ElementName = string;

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
    /**
     * What it is good for; null: all that its user may do. A key that an app got is used with its passphrase
     */
    scopes?: string[] | null;
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
    oauth_app?: {
      data: {
        type: 'oauth-app';
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
    actor_type?: 'user' | 'app' | 'system';
    actor_id?: Id | null;
    actor_name?: string | null;
    api_key_id?: Id | null;
    /**
     * The OAuth app through which it was done, if any
     */
    oauth_app_id?: Id | null;
    resource_type?: string;
    resource_id?: Id | null;
    request_id?: string | null;
    details?: {};
    created_at?: Time;
  };
  links: ResourceLinks;
}
/**
 * A credential with its live token, in the form that elastic.io's component libraries read.
 */
export interface AuthSecret {
  type: 'auth-secret';
  id: Id;
  attributes?: {
    name?: string;
    type?: 'oauth2';
    state?: 'ready' | 'error';
    error?: string | null;
    credentials?: {
      access_token?: string;
      token_type?: string;
      expires_in?: number | null;
      expires_at?: Time | null;
      scope?: string | null;
      additional_params?: {
        [k: string]: unknown | undefined;
      };
      undefined_params?: {
        [k: string]: unknown | undefined;
      };
    };
  };
  relationships?: {
    auth_client?: {
      data: {
        type: 'auth-client';
        id: Id;
      } | null;
    };
    component?: {
      data: {
        type: 'component';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * A user's consent to an OAuth app.
 */
export interface Authorization {
  type: 'authorization';
  id: Id;
  attributes?: {
    /**
     * What the user has let the app do
     */
    scopes?: string[];
    /**
     * The app as it is called now; it may be another tenant's
     */
    app?: {
      name: string;
      website_url: string | null;
      logo_url: string | null;
    };
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
    oauth_app?: {
      data: {
        type: 'oauth-app';
        id: Id;
      };
    };
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
     * Whether it belongs to the tenant that asks, which alone may change or delete it
     */
    own?: boolean;
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
 * Does nothing
 */
export interface NoService {
  type: 'none';
}
/**
 * Checks the token that the provider gave
 */
export interface TokenValidationService {
  type: 'none' | 'introspection' | 'userinfo' | 'jwt';
}
/**
 * The provider says whether the access token is active (RFC 7662)
 */
export interface IntrospectionService {
  type: 'introspection';
  /**
   * Absent: the introspection endpoint of the provider
   */
  url?: ConfigServiceUrl;
}
/**
 * The access token opens the userinfo endpoint (OpenID Connect Core 1.0, 5.3), or any address that answers with a JSON object
 */
export interface UserinfoService {
  type: 'userinfo';
  /**
   * Absent: the userinfo endpoint of the provider
   */
  url?: ConfigServiceUrl;
}
/**
 * The token is a JWT (RFC 7519) that a published key of the provider has signed
 */
export interface JwtService {
  type: 'jwt';
  token?: 'access_token' | 'id_token';
  /**
   * Absent: the key set of the provider
   */
  jwks_url?: ConfigServiceUrl;
  /**
   * Absent: the issuer of the provider, if it is known
   */
  issuer?: string;
  /**
   * One of these must be among the audiences. Absent: the client id for an id_token, any for an access_token
   */
  audience?: string | string[];
}
/**
 * Gives the external user id of the account
 */
export interface UserIdMapperService {
  type: 'none' | 'jsonata';
}
/**
 * A JSONata expression over { token, id_token, userinfo } that gives a text or a number
 */
export interface JsonataService {
  type: 'jsonata';
  expression: string;
}
/**
 * What runs when the account is connected, and how webhooks understand what arrives. A service that is absent does nothing.
 */
export interface ConfigServices {
  token_validation?: TokenValidationService;
  user_id_mapper?: UserIdMapperService;
  action_callback_parser?: WebhookParser;
  webhook_parser?: WebhookParser;
  webhook_event_verification?: WebhookEventVerification;
}
/**
 * Makes an event of a body; with none, the body goes on as it came
 */
export interface WebhookParser {
  type: 'none' | 'jsonata';
}
/**
 * How a sender proves who it is. It has the webhook's secret too, and signs with it; Microsoft Graph sends it along
 */
export interface WebhookEventVerification {
  type:
    | 'standard_webhooks'
    | 'stripe'
    | 'github'
    | 'slack'
    | 'shopify'
    | 'hubspot_v3'
    | 'zoom'
    | 'meta'
    | 'microsoft_graph'
    | 'hmac';
}
/**
 * The document that connects a credential's account.
 */
export interface ConnectionCreate {
  data: {
    type: 'connection';
    attributes?: {
      /**
       * Where the browser goes afterwards: one of the tenant's return_urls. Authorization code only
       */
      return_url?: string;
      /**
       * Grant type password only
       */
      username?: string;
      /**
       * Grant type password only; used once and never stored
       */
      password?: string;
    };
  };
}
/**
 * One attempt to connect a credential's account.
 */
export interface Connection {
  type: 'connection';
  id: Id;
  attributes?: {
    state?: 'pending' | 'connected' | 'failed' | 'expired';
    /**
     * Why it failed, in words
     */
    reason?: string | null;
    /**
     * The same for programs; null where there is no reason, or it is older than its code
     */
    reason_code?: ConnectionReason | null;
    /**
     * Only in the answer that made it: where the browser is to go
     */
    authorization_url?: string;
    return_url?: string | null;
    /**
     * Until when the browser must be back
     */
    expires_at?: Time;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
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
 * What a provider might tell when an account is connected, on which the user id mapper is tried.
 */
export interface CredentialTestCreate {
  data: {
    type: 'credential-test';
    attributes: {
      /**
       * Instead of the one that the credential has
       */
      expression?: string;
      /**
       * The token answer; its secrets are left out, as always
       */
      token?: {
        [k: string]: unknown | undefined;
      };
      /**
       * The claims of the id_token
       */
      id_token?: {
        [k: string]: unknown | undefined;
      };
      /**
       * The answer of the userinfo endpoint
       */
      userinfo?: {
        [k: string]: unknown | undefined;
      };
    };
  };
}
/**
 * What the user id mapper makes of a sample. Nothing of it is stored, and no provider was asked.
 */
export interface CredentialTest {
  type: 'credential-test';
  id: Id;
  attributes?: {
    /**
     * The external user id
     */
    user_id?: string | null;
    /**
     * Why there is none
     */
    reason?: string | null;
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      };
    };
  };
}
/**
 * The document that makes a credential.
 */
export interface CredentialCreate {
  data: {
    type: 'credential';
    attributes: {
      name: Name;
      description?: string | null;
      /**
       * OAuth 2.0, the only type
       */
      authentication_type?: 'oauth2';
      /**
       * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4)
       */
      grant_type?: 'authorization_code' | 'password' | 'client_credentials';
      /**
       * The credential's own client; null: the tenant's OAuth client of the component
       */
      client_id?: string | null;
      /**
       * Stored encrypted and never shown again; null for a public client
       */
      client_secret?: string | null;
      /**
       * Where the third party's API begins; null: what the integration says
       */
      base_uri?: string | null;
      /**
       * null: what the integration says
       */
      authorization_url?: string | null;
      /**
       * null: what the integration says. A new one takes the client secret again in the same request
       */
      token_url?: string | null;
      /**
       * null: PUBLIC_URL/callback/oauth2
       */
      redirect_uri?: string | null;
      /**
       * Where tokens are revoked when the account is disconnected (RFC 7009)
       */
      revocation_url?: string | null;
      /**
       * For the token validation service (RFC 7662)
       */
      introspection_url?: string | null;
      /**
       * For the token validation and user id mapper services
       */
      userinfo_url?: string | null;
      /**
       * For the token validation service
       */
      jwks_url?: string | null;
      /**
       * An OpenID Connect issuer or RFC 8414 server: its discovery document fills the URLs that are not given
       */
      issuer?: string | null;
      /**
       * null: what the integration says
       *
       * @maxItems 200
       */
      scopes?: string[] | null;
      /**
       * Between scopes in requests; null: what the integration says, else a space
       */
      scope_separator?: ' ' | ',' | null;
      /**
       * An authorization code (RFC 6749, 4.1); implicit responses are not supported
       */
      response_type?: 'code';
      /**
       * Further parameters of the authorization URL
       */
      authorization_params?: {
        [k: string]: string | undefined;
      };
      /**
       * Further parameters of token requests
       */
      token_params?: {
        [k: string]: string | undefined;
      };
      /**
       * Values for the placeholders in the integration's URLs, such as a subdomain
       */
      parameters?: {
        [k: string]: string | undefined;
      };
      /**
       * How the client shows its secret (RFC 6749, 2.3.1); null: what the integration says, else header
       */
      client_authentication?: 'header' | 'body' | null;
      /**
       * PKCE with S256 (RFC 7636); null: what the integration says, else yes
       */
      pkce?: boolean | null;
      /**
       * The provider issues tokens that do not expire, so that no refresh token is needed
       */
      non_expiring_tokens?: boolean;
      config_services?: ConfigServices;
    };
    relationships?: {
      component?: {
        data: {
          type: 'component';
          id: GivenId;
        } | null;
      };
      provider?: {
        data: {
          type: 'provider';
          id: GivenId;
        } | null;
      };
      oauth_client?: {
        data: {
          type: 'oauth-client';
          id: GivenId;
        } | null;
      };
    };
  };
}
/**
 * One connected account at a third party.
 */
export interface Credential {
  type: 'credential';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    /**
     * OAuth 2.0, the only type
     */
    authentication_type?: 'oauth2';
    /**
     * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4)
     */
    grant_type?: 'authorization_code' | 'password' | 'client_credentials';
    /**
     * The credential's own client; null: the tenant's OAuth client, or none
     */
    client_id?: string | null;
    /**
     * Where the third party's API begins; null: what the integration says
     */
    base_uri?: string | null;
    /**
     * null: what the integration says
     */
    authorization_url?: string | null;
    /**
     * null: what the integration says
     */
    token_url?: string | null;
    /**
     * null: PUBLIC_URL/callback/oauth2
     */
    redirect_uri?: string | null;
    /**
     * Where tokens are revoked when the account is disconnected (RFC 7009)
     */
    revocation_url?: string | null;
    /**
     * For the token validation service (RFC 7662)
     */
    introspection_url?: string | null;
    /**
     * For the token validation and user id mapper services
     */
    userinfo_url?: string | null;
    /**
     * For the token validation service
     */
    jwks_url?: string | null;
    /**
     * An OpenID Connect issuer or RFC 8414 server: its discovery document fills the URLs that are not given
     */
    issuer?: string | null;
    /**
     * null: what the integration says
     */
    scopes?: string[] | null;
    /**
     * Between scopes in requests; null: what the integration says, else a space
     */
    scope_separator?: ' ' | ',' | null;
    /**
     * An authorization code (RFC 6749, 4.1); implicit responses are not supported
     */
    response_type?: 'code';
    /**
     * Further parameters of the authorization URL
     */
    authorization_params?: {
      [k: string]: string | undefined;
    };
    /**
     * Further parameters of token requests
     */
    token_params?: {
      [k: string]: string | undefined;
    };
    /**
     * Values for the placeholders in the integration's URLs, such as a subdomain
     */
    parameters?: {
      [k: string]: string | undefined;
    };
    /**
     * How the client shows its secret (RFC 6749, 2.3.1); null: what the integration says, else header
     */
    client_authentication?: 'header' | 'body' | null;
    /**
     * PKCE with S256 (RFC 7636); null: what the integration says, else yes
     */
    pkce?: boolean | null;
    /**
     * The provider issues tokens that do not expire, so that no refresh token is needed
     */
    non_expiring_tokens?: boolean;
    config_services?: ConfigServices;
    /**
     * A client secret of its own is stored
     */
    has_client_secret?: boolean;
    /**
     * pending: never connected, or disconnected. connected: tokens are handed out. needs_reauthorization: somebody must connect it again. error: connecting failed
     */
    state?: 'pending' | 'connected' | 'needs_reauthorization' | 'error';
    /**
     * Why it is in this state, or why the last refresh failed, in words
     */
    state_reason?: string | null;
    /**
     * The same for programs; null where there is no reason, or it is older than its code
     */
    state_reason_code?: ConnectionReason | null;
    /**
     * Who the account is at the third party, as the user id mapper says
     */
    external_user_id?: string | null;
    /**
     * What the provider granted; null where it did not say
     */
    granted_scopes?: string[] | null;
    /**
     * When the token was got
     */
    obtained_at?: Time | null;
    /**
     * When the token ends; null where it does not, or nobody knows
     */
    expires_at?: Time | null;
    /**
     * After a refresh that failed: no other is tried before; null where the last one did not fail
     */
    next_refresh_at?: Time | null;
    /**
     * When somebody connected the account
     */
    connected_at?: Time | null;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    component?: {
      data: {
        type: 'component';
        id: Id;
      } | null;
    };
    provider?: {
      data: {
        type: 'provider';
        id: string;
      } | null;
    };
    oauth_client?: {
      data: {
        type: 'oauth-client';
        id: Id;
      } | null;
    };
    connected_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
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
 * The document that changes a credential: what it does not name stays.
 */
export interface CredentialUpdate {
  data: {
    type: 'credential';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      /**
       * OAuth 2.0, the only type
       */
      authentication_type?: 'oauth2';
      /**
       * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4)
       */
      grant_type?: 'authorization_code' | 'password' | 'client_credentials';
      /**
       * The credential's own client; null: the tenant's OAuth client of the component
       */
      client_id?: string | null;
      /**
       * Stored encrypted and never shown again; null for a public client
       */
      client_secret?: string | null;
      /**
       * Where the third party's API begins; null: what the integration says
       */
      base_uri?: string | null;
      /**
       * null: what the integration says
       */
      authorization_url?: string | null;
      /**
       * null: what the integration says. A new one takes the client secret again in the same request
       */
      token_url?: string | null;
      /**
       * null: PUBLIC_URL/callback/oauth2
       */
      redirect_uri?: string | null;
      /**
       * Where tokens are revoked when the account is disconnected (RFC 7009)
       */
      revocation_url?: string | null;
      /**
       * For the token validation service (RFC 7662)
       */
      introspection_url?: string | null;
      /**
       * For the token validation and user id mapper services
       */
      userinfo_url?: string | null;
      /**
       * For the token validation service
       */
      jwks_url?: string | null;
      /**
       * An OpenID Connect issuer or RFC 8414 server: its discovery document fills the URLs that are not given
       */
      issuer?: string | null;
      /**
       * null: what the integration says
       *
       * @maxItems 200
       */
      scopes?: string[] | null;
      /**
       * Between scopes in requests; null: what the integration says, else a space
       */
      scope_separator?: ' ' | ',' | null;
      /**
       * An authorization code (RFC 6749, 4.1); implicit responses are not supported
       */
      response_type?: 'code';
      /**
       * Further parameters of the authorization URL
       */
      authorization_params?: {
        [k: string]: string | undefined;
      };
      /**
       * Further parameters of token requests
       */
      token_params?: {
        [k: string]: string | undefined;
      };
      /**
       * Values for the placeholders in the integration's URLs, such as a subdomain
       */
      parameters?: {
        [k: string]: string | undefined;
      };
      /**
       * How the client shows its secret (RFC 6749, 2.3.1); null: what the integration says, else header
       */
      client_authentication?: 'header' | 'body' | null;
      /**
       * PKCE with S256 (RFC 7636); null: what the integration says, else yes
       */
      pkce?: boolean | null;
      /**
       * The provider issues tokens that do not expire, so that no refresh token is needed
       */
      non_expiring_tokens?: boolean;
      config_services?: ConfigServices;
    };
    relationships?: {
      component?: {
        data: {
          type: 'component';
          id: GivenId;
        } | null;
      };
      provider?: {
        data: {
          type: 'provider';
          id: GivenId;
        } | null;
      };
      oauth_client?: {
        data: {
          type: 'oauth-client';
          id: GivenId;
        } | null;
      };
    };
  };
}
/**
 * One attempt to hand an event on to the flow's target.
 */
export interface Delivery {
  type: 'delivery';
  id: Id;
  attributes?: {
    state?: 'succeeded' | 'failed';
    attempt?: number;
    /**
     * null where there was no answer
     */
    status_code?: number | null;
    /**
     * Why it failed, in words
     */
    error?: string | null;
    /**
     * The same for programs; null where there is no error, or it is older than its code
     */
    error_code?: WebhookReason | null;
    /**
     * The beginning of what the target answered
     */
    answer?: string | null;
    /**
     * null after the last
     */
    next_attempt_at?: string | null;
    /**
     * How long it took
     */
    milliseconds?: number;
    created_at?: string;
  };
  relationships?: {
    webhook_event?: {
      data: {
        type: 'webhook-event';
        id: Id;
      };
    };
  };
}
/**
 * A component.json whose OAuth client lives in environment variables, to be brought up to date.
 */
export interface DescriptorMigrationCreate {
  data: {
    type: 'descriptor-migration';
    attributes: {
      /**
       * The file as it stands
       */
      text: string;
      /**
       * The third party's authorization URI, where the file has none
       */
      auth_uri?: string;
      /**
       * The third party's token URI, where the file has none
       */
      token_uri?: string;
    };
  };
}
/**
 * What a component.json becomes. Nothing of it is stored.
 */
export interface DescriptorMigration {
  type: 'descriptor-migration';
  id: Id;
  attributes?: {
    /**
     * migrated: `text` is the new file; unchanged: there is nothing to do; incomplete: what is `missing` must be given; undecided: a person must settle what `findings` say
     */
    outcome?: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
    /**
     * The new file, in the layout of the old one; null unless it was migrated
     */
    text?: string | null;
    /**
     * Each value that was written
     */
    changes?: {
      /**
       * Where it stands in the new file, as a JSON pointer
       */
      pointer: string;
      value: string | boolean;
    }[];
    missing?: ('auth_uri' | 'token_uri')[];
    /**
     * What there is to say, at its place in the file as it was given
     */
    findings?: {
      line: number;
      column: number;
      pointer: string;
      code: string;
      message: string;
    }[];
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
     * Whether the person can sign in with a password; a new one then takes the present one
     */
    has_password?: boolean;
    /**
     * The name of the role that the person has in this tenant
     */
    role_name?: string;
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
      /**
       * For the sign-in page. Ends every session
       */
      password?: string;
      /**
       * The password until now, if there is one
       */
      current_password?: string;
    };
  };
}
/**
 * The document that makes a new client secret.
 */
export interface OauthAppSecretCreate {
  data: {
    type: 'oauth-app-secret';
    attributes?: {
      /**
       * Seconds for which the secret before it still works; none if not given
       */
      overlap?: number;
    };
  };
}
/**
 * A client secret of an OAuth app. The secret itself is shown once.
 */
export interface OauthAppSecret {
  type: 'oauth-app-secret';
  id: Id;
  attributes?: {
    /**
     * When it ends, after a newer one was made; null while it is the newest
     */
    expires_at?: string | null;
    /**
     * Correct to about half a minute
     */
    last_used_at?: string | null;
    /**
     * Only in the answer that made it
     */
    client_secret?: string;
    created_at?: Time;
  };
  relationships?: {
    oauth_app?: {
      data: {
        type: 'oauth-app';
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
 * The document that makes a oauth-app.
 */
export interface OauthAppCreate {
  data: {
    type: 'oauth-app';
    attributes?: {
      /**
       * Generated if not given
       */
      name?: Name;
      description?: string | null;
      /**
       * https; shown on the consent page
       */
      website_url?: string | null;
      /**
       * https; shown on the consent page
       */
      logo_url?: string | null;
      /**
       * Where the browser may be sent with a code: https, http on the loopback interface, or a private-use scheme; matched exactly, but for the port on the loopback interface
       *
       * @maxItems 50
       */
      redirect_uris?: string[];
      /**
       * What the app may ask for, and gets when it asks for nothing in particular
       *
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * How the app may get tokens
       */
      grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
      /**
       * Users of this tenant are not asked
       */
      automatic_consent?: boolean;
      /**
       * With client credentials and the scope `user:{id}` the app acts as that user. Switching it on takes `tenants.oauth_apps.impersonate`
       */
      impersonation?: boolean;
      /**
       * It cannot keep a secret: a browser, a phone, a command line. It gets none, and needs PKCE. Never changes
       */
      public?: boolean;
      /**
       * What a code is exchanged for: tokens at /oauth2/token, or a scoped API key at /oauth/token. Never changes
       */
      kind?: 'oauth2' | 'api_key';
      /**
       * Whose users may let it in: its creator alone, this tenant's, or any tenant's
       */
      audience?: 'creator' | 'tenant' | 'any';
      /**
       * Seconds in which a code can be exchanged; 600 if not given
       */
      code_lifetime?: number;
      /**
       * Seconds; 3600 if not given, and at most a day; for API keys 30 days, and at most 366
       */
      access_token_lifetime?: number;
      /**
       * Seconds from the last refresh; 30 days if not given
       */
      refresh_token_lifetime?: number;
    };
  };
}
/**
 * An app registered at the platform's own authorization server.
 */
export interface OauthApp {
  type: 'oauth-app';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    website_url?: string | null;
    logo_url?: string | null;
    redirect_uris?: string[];
    scopes?: string[];
    /**
     * How the app may get tokens
     */
    grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
    /**
     * Users of this tenant are not asked
     */
    automatic_consent?: boolean;
    /**
     * With client credentials and the scope `user:{id}` the app acts as that user. Switching it on takes `tenants.oauth_apps.impersonate`
     */
    impersonation?: boolean;
    /**
     * It cannot keep a secret, so it has none and needs PKCE
     */
    public?: boolean;
    /**
     * What a code is exchanged for: tokens at /oauth2/token, or a scoped API key at /oauth/token
     */
    kind?: 'oauth2' | 'api_key';
    /**
     * Whose users may let it in: its creator alone, this tenant's, or any tenant's
     */
    audience?: 'creator' | 'tenant' | 'any';
    /**
     * Seconds
     */
    code_lifetime?: number;
    /**
     * Seconds; of an API key, if that is what the app gets
     */
    access_token_lifetime?: number;
    /**
     * Seconds from the last refresh
     */
    refresh_token_lifetime?: number;
    /**
     * Generated, and never changes
     */
    client_id?: Id;
    /**
     * Only in the answer that made it
     */
    client_secret?: string;
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
 * The document that changes a oauth-app: what it does not name stays.
 */
export interface OauthAppUpdate {
  data: {
    type: 'oauth-app';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      /**
       * https; shown on the consent page
       */
      website_url?: string | null;
      /**
       * https; shown on the consent page
       */
      logo_url?: string | null;
      /**
       * Where the browser may be sent with a code: https, http on the loopback interface, or a private-use scheme; matched exactly, but for the port on the loopback interface
       *
       * @maxItems 50
       */
      redirect_uris?: string[];
      /**
       * What the app may ask for, and gets when it asks for nothing in particular
       *
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * How the app may get tokens
       */
      grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
      /**
       * Users of this tenant are not asked
       */
      automatic_consent?: boolean;
      /**
       * With client credentials and the scope `user:{id}` the app acts as that user. Switching it on takes `tenants.oauth_apps.impersonate`
       */
      impersonation?: boolean;
      /**
       * Whose users may let it in: its creator alone, this tenant's, or any tenant's
       */
      audience?: 'creator' | 'tenant' | 'any';
      /**
       * Seconds in which a code can be exchanged; 600 if not given
       */
      code_lifetime?: number;
      /**
       * Seconds; 3600 if not given, and at most a day; for API keys 30 days, and at most 366
       */
      access_token_lifetime?: number;
      /**
       * Seconds from the last refresh; 30 days if not given
       */
      refresh_token_lifetime?: number;
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
    /**
     * In how many flows of the tenant its component is; null without tenants.flows.get. Only where fields[oauth-client] names it
     */
    flow_count?: number | null;
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
 * What it takes to connect to a well-known third party, as its file in seeds/providers says it.
 */
export interface ProviderEntry {
  name: string;
  /**
   * The provider's own page that says most of this
   */
  documentation_url: string;
  /**
   * When the entry was last held against the provider's documentation
   */
  checked_on: string;
  /**
   * Those of the three that the provider documents
   *
   * @minItems 1
   */
  grant_types: ('authorization_code' | 'client_credentials' | 'password')[];
  /**
   * Placeholders such as {subdomain} are filled from the credential's parameters
   */
  authorization_url?: string;
  /**
   * Where codes and refresh tokens are exchanged
   */
  token_url: string;
  /**
   * Only where it differs from token_url
   */
  refresh_url?: string;
  /**
   * RFC 7009
   */
  revocation_url?: string;
  /**
   * RFC 7662
   */
  introspection_url?: string;
  /**
   * Tells whose account it is
   */
  userinfo_url?: string;
  /**
   * The keys that sign its tokens
   */
  jwks_url?: string;
  /**
   * As in its tokens and in the iss parameter
   */
  issuer?: string;
  /**
   * Where its API begins, where that is the same for every account
   */
  base_uri?: string;
  /**
   * What stands between two scopes in an authorization request
   */
  scope_separator: ' ' | ',';
  /**
   * How the client shows its secret at the token endpoint: Authorization header, or members of the form
   */
  client_authentication: 'header' | 'body';
  /**
   * What its token endpoint reads; form where it is not said (RFC 6749, 4.1.3)
   */
  token_request_format?: 'form' | 'json';
  /**
   * It documents PKCE with S256; false where it refuses it, ignores it or does not speak of it
   */
  pkce: boolean;
  /**
   * Sent with every authorization request
   */
  authorization_params?: {
    [k: string]: string | undefined;
  };
  /**
   * Sent with every request for tokens by code, password or client credentials
   */
  token_params?: {
    [k: string]: string | undefined;
  };
  /**
   * Sent with every refresh
   */
  refresh_params?: {
    [k: string]: string | undefined;
  };
  /**
   * A refresh must name the scopes again
   */
  refresh_scope?: boolean;
  /**
   * The placeholders in its URLs
   */
  parameters?: {
    [k: string]:
      | {
          description: string;
          /**
           * Regular expression (ECMA-262) that a value must match as a whole
           */
          pattern: string;
          example: string;
        }
      | undefined;
  };
  /**
   * Used where a credential names none
   *
   * @minItems 1
   */
  default_scopes?: string[];
  /**
   * When it gives a refresh token: always, with the default scopes, with the authorization or token parameters, or never unasked. A connection without one is complete only where this says never.
   */
  refresh_token: 'always' | 'with_scope' | 'with_params' | 'never';
  /**
   * Every refresh gives a new refresh token and ends the old one
   */
  rotates_refresh_token?: boolean;
  /**
   * Seconds, where it documents them
   */
  access_token_lifetime?: number;
  /**
   * Fields of its token answer worth knowing, beside those of RFC 6749
   */
  extra_fields?: string[];
  /**
   * The field of its token answer that holds the API's address
   */
  api_base_field?: string;
  /**
   * How it signs webhooks, where that is one of the known ways
   */
  webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
  /**
   * What bites
   */
  notes?: string;
}
/**
 * A well-known third party.
 */
export interface Provider {
  type: 'provider';
  id: string;
  attributes?: {
    name?: string;
    /**
     * The provider's own page that says most of this
     */
    documentation_url?: string;
    /**
     * When the entry was last held against the provider's documentation
     */
    checked_on?: string;
    /**
     * Those of the three that the provider documents
     *
     * @minItems 1
     */
    grant_types?: ('authorization_code' | 'client_credentials' | 'password')[];
    /**
     * Placeholders such as {subdomain} are filled from the credential's parameters
     */
    authorization_url?: string;
    /**
     * Where codes and refresh tokens are exchanged
     */
    token_url?: string;
    /**
     * Only where it differs from token_url
     */
    refresh_url?: string;
    /**
     * RFC 7009
     */
    revocation_url?: string;
    /**
     * RFC 7662
     */
    introspection_url?: string;
    /**
     * Tells whose account it is
     */
    userinfo_url?: string;
    /**
     * The keys that sign its tokens
     */
    jwks_url?: string;
    /**
     * As in its tokens and in the iss parameter
     */
    issuer?: string;
    /**
     * Where its API begins, where that is the same for every account
     */
    base_uri?: string;
    /**
     * What stands between two scopes in an authorization request
     */
    scope_separator?: ' ' | ',';
    /**
     * How the client shows its secret at the token endpoint: Authorization header, or members of the form
     */
    client_authentication?: 'header' | 'body';
    /**
     * What its token endpoint reads; form where it is not said (RFC 6749, 4.1.3)
     */
    token_request_format?: 'form' | 'json';
    /**
     * It documents PKCE with S256; false where it refuses it, ignores it or does not speak of it
     */
    pkce?: boolean;
    /**
     * Sent with every authorization request
     */
    authorization_params?: {
      [k: string]: string | undefined;
    };
    /**
     * Sent with every request for tokens by code, password or client credentials
     */
    token_params?: {
      [k: string]: string | undefined;
    };
    /**
     * Sent with every refresh
     */
    refresh_params?: {
      [k: string]: string | undefined;
    };
    /**
     * A refresh must name the scopes again
     */
    refresh_scope?: boolean;
    /**
     * The placeholders in its URLs
     */
    parameters?: {
      [k: string]:
        | {
            description: string;
            /**
             * Regular expression (ECMA-262) that a value must match as a whole
             */
            pattern: string;
            example: string;
          }
        | undefined;
    };
    /**
     * Used where a credential names none
     *
     * @minItems 1
     */
    default_scopes?: string[];
    /**
     * When it gives a refresh token: always, with the default scopes, with the authorization or token parameters, or never unasked. A connection without one is complete only where this says never.
     */
    refresh_token?: 'always' | 'with_scope' | 'with_params' | 'never';
    /**
     * Every refresh gives a new refresh token and ends the old one
     */
    rotates_refresh_token?: boolean;
    /**
     * Seconds, where it documents them
     */
    access_token_lifetime?: number;
    /**
     * Fields of its token answer worth knowing, beside those of RFC 6749
     */
    extra_fields?: string[];
    /**
     * The field of its token answer that holds the API's address
     */
    api_base_field?: string;
    /**
     * How it signs webhooks, where that is one of the known ways
     */
    webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
    /**
     * What bites
     */
    notes?: string;
  };
  links: ResourceLinks;
}
/**
 * The document that hands events of a webhook on once more.
 */
export interface ReplayCreate {
  data: {
    type: 'replay';
    attributes: {
      /**
       * Events received at this time or later, oldest first
       */
      since: string;
      /**
       * Events in these states; if not given, those that are not delivered: pending, which wait for another attempt, and failed, which have none left
       *
       * @minItems 1
       */
      states?: ('pending' | 'failed' | 'delivered' | 'duplicate')[];
    };
  };
}
/**
 * Events of a webhook that are handed on once more.
 */
export interface Replay {
  type: 'replay';
  id: Id;
  attributes?: {
    /**
     * How many events are due again, at most 1000
     */
    replayed?: number;
    /**
     * Where to go on, when there are more; null when these were all
     */
    next_since?: string | null;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
    };
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
      permissions: Permission[];
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
      permissions?: Permission[];
    };
  };
}
/**
 * The document that makes a scope.
 */
export interface ScopeCreate {
  data: {
    type: 'scope';
    attributes: {
      /**
       * What apps ask for. `manage.x` covers `read.x`, `create.x`, `update.x` and `delete.x`, and defines them
       */
      name: string;
      /**
       * What the consent page says
       */
      description: string;
    };
  };
}
/**
 * A scope that OAuth apps may ask for: the tenant's own, or the platform's. Its id is its name.
 */
export interface Scope {
  type: 'scope';
  id: string;
  attributes?: {
    name?: string;
    /**
     * What the consent page says
     */
    description?: string;
    /**
     * The platform's own
     */
    built_in?: boolean;
    /**
     * null for the platform's own
     */
    created_at?: string | null;
    updated_at?: string | null;
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
 * The document that changes a scope: what it does not name stays.
 */
export interface ScopeUpdate {
  data: {
    type: 'scope';
    id?: string;
    attributes?: {
      /**
       * What the consent page says
       */
      description?: string;
    };
  };
}
/**
 * The document that replaces the secret by which a webhook's deliveries are signed.
 */
export interface SigningSecretCreate {
  data: {
    type: 'signing-secret';
    attributes?: {
      /**
       * Seconds for which deliveries are signed by the secret before it as well; 0 if not given
       */
      overlap?: number;
    };
  };
}
/**
 * A new secret by which a webhook's deliveries are signed.
 */
export interface SigningSecret {
  type: 'signing-secret';
  id: Id;
  attributes?: {
    /**
     * In the form of Standard Webhooks. It is never shown again
     */
    signing_secret?: string;
    /**
     * Until then deliveries are signed by the one before as well
     */
    previous_until?: string | null;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
    };
  };
}
/**
 * How a tenant stands, and what happened in it in the last 24 hours.
 */
export interface Statistics {
  type: 'statistics';
  id: Id;
  attributes?: {
    /**
     * Credentials by the state of their connection
     */
    connections?: {
      connected: number;
      pending: number;
      needs_reauthorization: number;
      error: number;
    };
    /**
     * OAuth clients whose component is gone
     */
    orphaned_oauth_clients?: number;
    /**
     * Flows by status
     */
    flows?: {
      active: number;
      draft: number;
      stopped: number;
    };
    /**
     * failing: every delivery has failed for some time
     */
    webhooks?: {
      on: number;
      off: number;
      failing: number;
    };
    /**
     * Oldest first; the last is not over. What happened is counted within half a minute
     *
     * @minItems 24
     * @maxItems 24
     */
    hours?: {
      /**
       * Its beginning
       */
      hour: string;
      events: number;
      deliveries_succeeded: number;
      deliveries_failed: number;
      hand_outs: number;
      refreshes_succeeded: number;
      refreshes_failed: number;
    }[];
  };
  links: ResourceLinks;
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
    /**
     * Where browsers may be sent after an account was connected, each compared as it is
     */
    return_urls?: string[];
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
      /**
       * Where browsers may be sent after an account was connected, each compared as it is
       *
       * @maxItems 50
       */
      return_urls?: string[];
    };
  };
}
/**
 * A live access token, handed out.
 */
export interface Token {
  type: 'token';
  /**
   * The credential's id
   */
  id: Id;
  attributes?: {
    access_token?: string;
    token_type?: string;
    /**
     * null where it does not end, or nobody knows
     */
    expires_at?: Time | null;
    /**
     * Seconds from this answer on
     */
    expires_in?: number | null;
    scopes?: string[] | null;
    base_uri?: string | null;
    external_user_id?: string | null;
    /**
     * What else the provider's token answer held, such as instance_url
     */
    extra?: {
      [k: string]: unknown | undefined;
    };
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
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
    /**
     * Whether the person has agreed to be a user of this tenant. Until then they can let no app into it; API keys work all the same
     */
    accepted?: boolean;
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
/**
 * How what arrives at a webhook is understood. In a PATCH it is replaced as a whole: a service that is not named is gone.
 */
export interface WebhookConfigServices {
  webhook_parser?: WebhookParser;
  action_callback_parser?: WebhookParser;
  webhook_event_verification?: WebhookEventVerification;
}
/**
 * As the sender has it; nothing is left to declare. With microsoft_graph the secret is the clientState of the subscriptions, and a replay is known by its body
 */
export interface NamedVerification {
  type:
    | 'standard_webhooks'
    | 'stripe'
    | 'github'
    | 'slack'
    | 'shopify'
    | 'hubspot_v3'
    | 'zoom'
    | 'microsoft_graph';
}
/**
 * Facebook, Instagram, WhatsApp: the secret is the app secret
 */
export interface MetaVerification {
  type: 'meta';
  /**
   * The verify token that was entered at Meta. It opens the subscription only; events are signed with the secret
   */
  verify_token: string;
}
/**
 * An HMAC over what the sender chose to sign, in the words of its documentation
 */
export interface HmacVerification {
  type: 'hmac';
  /**
   * Where the signature is, or several
   */
  header: HeaderName;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  /**
   * How the signature is written
   */
  encoding: 'hex' | 'base64';
  /**
   * What is signed: {body}, once, {timestamp}, {id}, {method} in capitals, {url} as the endpoint is shown with its query, and literal text between them, a line break too
   */
  signed: string;
  /**
   * What stands before each signature. Among several, those without it are left alone
   */
  prefix?: string;
  /**
   * What parts several signatures, or elements. Absent: one signature, or elements with commas between them
   */
  separator?: string;
  /**
   * The elements that hold signatures, in a header such as t=1492774577,v1=5257a8
   */
  element?: ElementName;
  /**
   * How the secret becomes the key
   */
  key?: 'text' | 'base64' | 'hex';
  /**
   * What is taken off a secret that begins with it
   */
  key_prefix?: string;
  timestamp?: HmacTimestamp;
  /**
   * Where the event's id is. It tells a replay where {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Further headers by which the sender says what it is about. They are kept with the event and handed on
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * When the sender signed, in a header of its own or in an element. Absent: a request is believed however old it is, and a replay is known by its signature alone
 */
export interface HmacTimestamp {
  header?: HeaderName;
  element?: ElementName;
  /**
   * Seconds or milliseconds since 1970
   */
  unit: 's' | 'ms';
  /**
   * Seconds that it may be off, into the past and into the future
   */
  tolerance: number;
}
/**
 * What arrived at a webhook.
 */
export interface WebhookEvent {
  type: 'webhook-event';
  id: Id;
  attributes?: {
    /**
     * action: what somebody did with a button or form of the third party's, at `/actions` of the endpoint
     */
    kind?: 'event' | 'action';
    /**
     * duplicate: the sender's id says that it has come before, so it is not handed on
     */
    state?: 'pending' | 'delivered' | 'failed' | 'duplicate';
    /**
     * What the last attempt failed by, or why there is none, in words
     */
    state_reason?: string | null;
    /**
     * The same for programs; null where there is no reason, or it is older than its code
     */
    state_reason_code?: WebhookReason | null;
    content_type?: string | null;
    /**
     * Those by which the sender says what it is about
     */
    headers?: {
      [k: string]: string | undefined;
    };
    /**
     * As it came. Not in lists
     */
    body?: string;
    /**
     * base64 where the body is no text
     */
    body_encoding?: 'utf-8' | 'base64';
    /**
     * What the webhook's parser made of it. Not in lists
     */
    parsed?: {
      type?: string | null;
      id?: string | null;
      user?: string | null;
      /**
       * Any JSON
       */
      data?: {
        [k: string]: unknown | undefined;
      };
    } | null;
    /**
     * Whose event it is, in the third party's words
     */
    external_user_id?: string | null;
    /**
     * Begun so far
     */
    attempts?: number;
    /**
     * null when nothing is to be done any more
     */
    next_attempt_at?: string | null;
    received_at?: string;
    updated_at?: string;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
    };
    /**
     * The one with that external user id
     */
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
    };
    /**
     * The event that came before with the same id of the sender's, where the state is duplicate
     */
    duplicate_of?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * Parses the body, and makes the event of what is in it
 */
export interface JsonataParser {
  type: 'jsonata';
  /**
   * form: application/x-www-form-urlencoded; slack: the JSON in a form's field payload
   */
  format: 'json' | 'form' | 'slack' | 'xml';
  /**
   * A JSONata expression over { body, headers } that gives { type, id, user, data }, each of them only if there is one. Absent, or without data: the whole parsed body is the data
   */
  expression?: string;
}
/**
 * A sample on which the services of a webhook are tried.
 */
export interface WebhookTestCreate {
  data: {
    type: 'webhook-test';
    attributes: {
      /**
       * event if not given
       */
      kind?: 'event' | 'action';
      /**
       * As the sender sends it
       */
      body: string;
      /**
       * utf-8 if not given
       */
      body_encoding?: 'utf-8' | 'base64';
      /**
       * As the sender sends them
       */
      headers?: {
        [k: string]: string | undefined;
      };
      /**
       * What the sender puts behind the endpoint, with its question mark
       */
      query?: string;
    };
  };
}
/**
 * What every step made of a sample. Nothing of it is stored, and nothing was handed on.
 */
export interface WebhookTest {
  type: 'webhook-test';
  id: Id;
  attributes?: {
    /**
     * Whether the sender is proven, and why not; null where an access token tells the sender
     */
    sender?: {
      proven: boolean;
      reason: string | null;
    } | null;
    /**
     * The answer, where the sample is a third party's question and no event
     */
    handshake?: {
      content_type?: string;
      body?: string;
    } | null;
    /**
     * Those that are kept and handed on
     */
    headers?: {
      [k: string]: string | undefined;
    };
    /**
     * What the parser makes of it; null where there is none
     */
    parser?: {
      parsed: {
        type?: string | null;
        id?: string | null;
        user?: string | null;
        /**
         * Any JSON
         */
        data?: {
          [k: string]: unknown | undefined;
        };
      } | null;
      /**
       * Why there is no event
       */
      reason: string | null;
    } | null;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
    };
    /**
     * Whose event it would be
     */
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
    };
    /**
     * The event that it would be a repetition of
     */
    duplicate_of?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
    };
  };
}
/**
 * The document that makes a webhook.
 */
export interface WebhookCreate {
  data: {
    type: 'webhook';
    attributes: {
      name: Name;
      enabled?: boolean;
      authentication: 'oauth2' | 'signature';
      config_services?: WebhookConfigServices;
      /**
       * What the sender signs with, or sends along. Never shown again
       */
      secret?: string;
    };
    relationships: {
      flow: {
        data: {
          type: 'flow';
          id: GivenId;
        };
      };
      /**
       * Whose services and client secret are used where the webhook has none of its own
       */
      credential?: {
        data: {
          type: 'credential';
          id: GivenId;
        } | null;
      };
    };
  };
}
/**
 * An address at which events from outside start a flow.
 */
export interface Webhook {
  type: 'webhook';
  id: Id;
  attributes?: {
    name?: string;
    enabled?: boolean;
    /**
     * By an app's access token with the scope `apps.webhook:execute`, or by a signature or what stands for one
     */
    authentication?: 'oauth2' | 'signature';
    config_services?: WebhookConfigServices;
    /**
     * Where senders post. Nobody can guess it
     */
    endpoint?: string;
    has_secret?: boolean;
    /**
     * Until then signatures by the secret before this one hold as well
     */
    previous_secret_until?: string | null;
    /**
     * By which deliveries to the flow's target are signed (Standard Webhooks). Only in the answer that made the webhook
     */
    signing_secret?: string;
    /**
     * Since when every delivery has failed; after five days the webhook is switched off
     */
    failing_since?: string | null;
    created_at?: string;
    updated_at?: string;
  };
  relationships?: {
    flow?: {
      data: {
        type: 'flow';
        id: Id;
      };
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
    };
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
    };
  };
  links: ResourceLinks;
}
/**
 * The document that changes a webhook.
 */
export interface WebhookUpdate {
  data: {
    type: 'webhook';
    id?: Id;
    attributes?: {
      name?: Name;
      enabled?: boolean;
      config_services?: WebhookConfigServices;
      /**
       * What the sender signs with, or sends along. Never shown again
       */
      secret?: string;
      /**
       * Seconds for which the secret before the new one holds as well; 0 if not given
       */
      secret_overlap?: number;
    };
    relationships?: {
      flow?: {
        data: {
          type: 'flow';
          id: GivenId;
        };
      };
      /**
       * Whose services and client secret are used where the webhook has none of its own
       */
      credential?: {
        data: {
          type: 'credential';
          id: GivenId;
        } | null;
      };
    };
  };
}
