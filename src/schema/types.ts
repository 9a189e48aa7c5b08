// Generated from schemas/ by `npm run types`. Do not edit.

/**
 * Lowercase UUIDv7
 */
export type Id = string;
/**
 * An ID sent by a client. If the resource does not exist or is not visible, the response is 404
 */
export type GivenId = string;
/**
 * RFC 3339, UTC, milliseconds
 */
export type Time = string;
/**
 * What it is used for
 */
export type CatalogCategory =
  | 'crm'
  | 'support'
  | 'accounting'
  | 'commerce'
  | 'files'
  | 'work'
  | 'messages'
  | 'ads'
  | 'people'
  | 'enterprise';
export type DocumentationUrl = string;
export type CatalogDate = string;
/**
 * Where the facts come from
 *
 * @minItems 1
 * @maxItems 50
 */
export type CatalogSources = {
  /**
   * The page or repository
   */
  url: DocumentationUrl;
  /**
   * The members that it confirms
   *
   * @minItems 1
   * @maxItems 60
   */
  facts: string[];
  checked_on: CatalogDate;
  /**
   * documented: the provider's documentation. library: its own library or API description. third_party: somebody else's
   */
  method: 'documented' | 'library' | 'third_party';
}[];
/**
 * Members for which no source was found
 *
 * @minItems 1
 * @maxItems 60
 */
export type UnconfirmedFacts = string[];
/**
 * @minItems 1
 * @maxItems 3
 */
export type SetupSteps = string[];
/**
 * Substring to search for, ignoring case. There are no wildcards
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
 * Why an account could not be connected or its token could not be refreshed.
 */
export type ConnectionReason =
  | 'access_denied'
  | 'returned_too_late'
  | 'device_code_expired'
  | 'attempt_canceled'
  | 'attempt_interrupted'
  | 'login_refused'
  | 'assertion_refused'
  | 'client_refused'
  | 'grant_type_refused'
  | 'redirect_uri_refused'
  | 'scope_refused'
  | 'provider_refused'
  | 'provider_unavailable'
  | 'answer_unusable'
  | 'issuer_mismatch'
  | 'redirect_not_authentic'
  | 'refresh_token_missing'
  | 'account_lookup_failed'
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
 * Where the fields of a token request are: in a form (RFC 6749, 4.1.3), a JSON object, or the query
 */
export type TokenRequestFormat = 'form' | 'json' | 'query';
/**
 * Method of token requests. GET sends the fields in the query
 */
export type TokenRequestMethod = 'POST' | 'GET';
/**
 * Name of a parameter
 */
export type ParameterName = string;
/**
 * How HTTP Basic sends the client ID and secret: form-encoded first (RFC 6749, 2.3.1), or as they are
 */
export type BasicEncoding = 'form' | 'none';
/**
 * true: a client without a secret authenticates with an empty one, in HTTP Basic or the field client_secret
 */
export type EmptySecret = boolean;
/**
 * Whether tokens are bound to a key (RFC 9449), which each connection gets when it is connected. Token requests then contain a proof, and POST …/signatures returns one for a request to the provider's API
 */
export type Dpop = boolean;
/**
 * Name of the scope parameter in authorization requests. Default scope
 */
export type ScopeParameter = string;
/**
 * The name of a value that belongs to the account, such as realmId
 */
export type AccountValueName = string;
/**
 * Where a value is in a JSON response (RFC 6901), such as /authed_user/access_token
 */
export type ResponsePointer = string;
/**
 * Seconds
 */
export type LifetimeSeconds = number;
/**
 * One, or several, each of which is a parameter of its own. Placeholders are filled in
 *
 * @minItems 1
 * @maxItems 10
 */
export type ExchangeTargets = string | string[];
export type FinalError =
  | string
  | {
      /**
       * HTTP status of the response. In final_errors, it does not apply alone to standard errors or to 2xx
       */
      status?: number;
      /**
       * Name or number of the error: its error, code or, in a response with another HTTP status, status
       */
      error?: string;
      /**
       * Text in the response body. Case-insensitive
       */
      contains?: string;
    };
/**
 * The provider's own errors that mean that the grant has ended: by name, or as objects, all of whose members must match. Status 408, 429 and 5xx, access_denied and temporarily_unavailable never end a grant
 *
 * @maxItems 30
 */
export type FinalErrors = FinalError[];
/**
 * How requests are signed (RFC 5849, 3.4). Default HMAC-SHA1. With RSA-SHA1 and RSA-SHA256, the client secret is the private key, as PEM. PLAINTEXT only with https URLs
 */
export type Oauth1SignatureMethod = 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'RSA-SHA256' | 'PLAINTEXT';
/**
 * Where requests have the parameters of the protocol (RFC 5849, 3.5): in the Authorization header, which is the default, or the query
 */
export type Oauth1Transmission = 'header' | 'query';
/**
 * Why an event is not delivered or a delivery attempt failed.
 */
export type WebhookReason =
  | 'webhook_deleted'
  | 'webhook_off'
  | 'flow_not_active'
  | 'flow_paused'
  | 'flow_without_target'
  | 'target_gone'
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
  | 'client_certificate'
  | 'target_unreachable'
  | 'url_not_allowed'
  | 'answer_unreadable'
  | 'overloaded'
  | 'duplicate'
  | 'parser_failed'
  | 'no_filter_matched'
  | 'filter_not_matched'
  | 'filter_failed'
  | 'flow_removed'
  | 'body_failed'
  | 'delivery_limited'
  | 'waiting_for_earlier_event'
  | 'order_key_failed'
  | 'delivery_stopped';
/**
 * Case-insensitive
 */
export type HeaderName = string;
/**
 * Client authentication at the token endpoint. header: HTTP Basic. body: among the fields (RFC 6749, 2.3.1). none: a public client. private_key_jwt, client_secret_jwt: a signed assertion (RFC 7523). tls_client_auth: a client certificate (RFC 8705)
 */
export type ClientAuthentication =
  'header' | 'body' | 'none' | 'private_key_jwt' | 'client_secret_jwt' | 'tls_client_auth';
/**
 * Seconds after the first request. If the sender signs a timestamp, at least twice its tolerance
 */
export type WebhookDeduplicationWindow = number;
export type ElementName = string;
export type EntraId = string;
/**
 * JSON Pointer into the body (RFC 6901)
 */
export type BodyPointer = string;
export type FormFieldName = string;
/**
 * URL of the sender's key set. The webhook then needs no secret
 */
export type JwksUrl = string;
export type HandshakeMember = string;
/**
 * Milliseconds that 50, 95 and 99 percent took at most; null if there was no attempt
 */
export type Percentiles = {
  p50: number;
  p95: number;
  p99: number;
} | null;

/**
 * The document for rotating the secret that signs the tenant's alerts.
 */
export interface AlertSecretCreate {
  data: {
    type: 'alert-secret';
    attributes?: {
      /**
       * Seconds for which alerts are also signed with the previous secret. Default 0
       */
      overlap?: number;
    };
  };
}
/**
 * A new secret that signs the tenant's alerts.
 */
export interface AlertSecret {
  type: 'alert-secret';
  id: Id;
  attributes?: {
    /**
     * In Standard Webhooks format. Never returned again
     */
    signing_secret?: string;
    /**
     * Until when alerts are also signed with the previous secret
     */
    previous_until?: string | null;
  };
}
/**
 * A message to the tenant's `alert_url`.
 */
export interface Alert {
  type: 'alert';
  id: Id;
  attributes?: {
    /**
     * What happened; `type` in the message
     */
    event?:
      | 'webhook.failing'
      | 'webhook.disabled'
      | 'webhook.rejecting'
      | 'flow.target_gone'
      | 'flow.certificate_ends_soon'
      | 'connection.ends_soon'
      | 'connection.ended'
      | 'alert.test';
    /**
     * `data` in the message
     */
    details?: {
      [k: string]: unknown | undefined;
    };
    /**
     * failed: there are no more attempts
     */
    state?: 'pending' | 'delivered' | 'failed';
    /**
     * Number of attempts started
     */
    attempts?: number;
    /**
     * The status of the last response; null if there was none
     */
    status_code?: number | null;
    /**
     * Why the last attempt failed
     */
    error?: string | null;
    /**
     * null if there are no more attempts
     */
    next_attempt_at?: string | null;
    created_at?: string;
    updated_at?: string;
  };
}
/**
 * The document for creating an API key.
 */
export interface ApiKeyCreate {
  data: {
    type: 'api-key';
    attributes?: {
      name?: string | null;
      /**
       * When the key expires; null if it does not expire
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
 * A key for `email:apikey` authentication. The key itself is returned only once.
 */
export interface ApiKey {
  type: 'api-key';
  id: Id;
  attributes?: {
    name?: string | null;
    /**
     * The first characters of the key, to identify it
     */
    prefix?: string;
    /**
     * The scopes of a key issued to an app, which is used with its passphrase; null for keys with all permissions of their user
     */
    scopes?: string[] | null;
    expires_at?: string | null;
    /**
     * Accurate to about half a minute
     */
    last_used_at?: string | null;
    /**
     * Only in the response that created it
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
      links: RelatedLinks;
    };
    oauth_app?: {
      data: {
        type: 'oauth-app';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * URL of the related resource
 */
export interface RelatedLinks {
  related: string;
}
export interface ResourceLinks {
  self: string;
}
/**
 * The document for changing an API key. Omitted attributes stay unchanged.
 */
export interface ApiKeyUpdate {
  data: {
    type: 'api-key';
    id?: Id;
    attributes?: {
      name?: string | null;
      /**
       * When the key expires; null if it does not expire
       */
      expires_at?: string | null;
    };
  };
}
/**
 * Who did what, when, and with which API key or app. Immutable.
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
     * The OAuth app that made the request, if any
     */
    oauth_app_id?: Id | null;
    resource_type?: string;
    resource_id?: Id | null;
    request_id?: string | null;
    /**
     * The client's IP address, determined with TRUSTED_PROXIES; null if the event was not caused by a request
     */
    ip_address?: string | null;
    details?: {};
    created_at?: Time;
  };
  links: ResourceLinks;
}
/**
 * A credential with its access token, in the format of elastic.io's component libraries.
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
      links?: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * A user's authorization of an OAuth app.
 */
export interface Authorization {
  type: 'authorization';
  id: Id;
  attributes?: {
    /**
     * The scopes that the user granted
     */
    scopes?: string[];
    /**
     * The app's current name. The app may belong to another tenant
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
      links: RelatedLinks;
    };
    oauth_app?: {
      data: {
        type: 'oauth-app';
        id: Id;
      };
      links?: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
export interface CatalogParameters {
  [k: string]:
    | {
        description: string;
        /**
         * Regular expression (ECMA-262) that a value must match as a whole
         */
        pattern: string;
        example: string;
        /**
         * Whether it can be left out. A claim that contains it is then left out too
         */
        optional?: boolean;
      }
    | undefined;
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
 * In replays of responses with values that are returned only once
 */
export interface ReplayMeta {
  omitted: string[];
  reason: string;
}
export interface JsonApi {
  version: '1.1';
}
/**
 * A component's environment variables in one tenant. Linked variables take their values from the OAuth client.
 */
export interface ComponentEnv {
  type: 'component-env';
  id: Id;
  attributes?: {
    names?: string[];
    /**
     * Requires tenants.oauth_clients.get_secret
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
 * The document for replacing a component's environment variables.
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
 * Migrates a stored component and creates its OAuth client.
 */
export interface ComponentMigrationCreate {
  data: {
    type: 'component-migration';
    attributes?: {
      /**
       * The component.json to migrate. If omitted, the stored one
       */
      text?: string;
      /**
       * The provider's authorization URI, if the file has none
       */
      auth_uri?: string;
      /**
       * The provider's token URI, if the file has none
       */
      token_uri?: string;
      /**
       * The variables that hold the client, if the file does not make it clear
       */
      variables?: {
        client_id?: string;
        client_secret?: string;
      };
      client_id?: string;
      client_secret?: string;
    };
  };
}
/**
 * The result of migrating a stored component.
 */
export interface ComponentMigration {
  type: 'component-migration';
  id: Id;
  attributes?: {
    /**
     * Source of the tenant's OAuth client: given in the request, created from the stored variables, already present, or none because no flow needs it yet
     */
    client?: 'given' | 'variables' | 'existing' | 'none';
    /**
     * The values that were written
     */
    changes?: {
      /**
       * JSON Pointer to the value in the new file
       */
      pointer: string;
      value: string | boolean;
    }[];
    /**
     * Number of other tenants that keep using their stored variables until they create a client
     */
    carried_over?: number;
  };
  relationships?: {
    component?: {
      data: {
        type: 'component';
        id: Id;
      };
      links: RelatedLinks;
    };
    oauth_client?: {
      data: {
        type: 'oauth-client';
        id: Id;
      } | null;
      links?: RelatedLinks;
    };
  };
}
/**
 * The document for creating a component.
 */
export interface ComponentCreate {
  data: {
    type: 'component';
    attributes: {
      /**
       * If omitted, the descriptor's title
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
 * An integration component, as visible to the tenant.
 */
export interface Component {
  type: 'component';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    access?: 'tenant' | 'global';
    /**
     * Whether the component belongs to this tenant. Only its owner can change or delete it
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
     * False while the component needs an OAuth client that the tenant has not created
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
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a component. Omitted attributes stay unchanged.
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
 * Disabled
 */
export interface NoService {
  type: 'none';
}
/**
 * Validates the token issued by the provider
 */
export interface TokenValidationService {
  type: 'none' | 'introspection' | 'userinfo' | 'jwt';
}
/**
 * Checks at the provider that the access token is active (RFC 7662)
 */
export interface IntrospectionService {
  type: 'introspection';
  /**
   * If omitted, the provider's introspection endpoint
   */
  url?: ConfigServiceUrl;
}
/**
 * Checks that the access token is accepted by the userinfo endpoint (OpenID Connect Core 1.0, 5.3) or another URL that returns a JSON object
 */
export interface UserinfoService {
  type: 'userinfo';
  /**
   * If omitted, the provider's userinfo endpoint
   */
  url?: ConfigServiceUrl;
}
/**
 * Checks that the token is a JWT (RFC 7519) signed with one of the provider's published keys
 */
export interface JwtService {
  type: 'jwt';
  token?: 'access_token' | 'id_token';
  /**
   * If omitted, the provider's key set
   */
  jwks_url?: ConfigServiceUrl;
  /**
   * If omitted, the provider's issuer, if known
   */
  issuer?: string;
  /**
   * The token must have one of these audiences. If omitted, the client ID for an id_token and any audience for an access_token
   */
  audience?: string | string[];
}
/**
 * Determines the external user ID of the account. Without this service, it is the ID that the provider documents, if there is one; with type none, the account has no external user ID
 */
export interface UserIdMapperService {
  type: 'none' | 'jsonata';
}
/**
 * A JSONata expression on { token, id_token, userinfo } that returns a string or number
 */
export interface JsonataService {
  type: 'jsonata';
  expression: string;
}
/**
 * Services that run when the account is connected or when a webhook receives an event. Omitted services are disabled.
 */
export interface ConfigServices {
  token_validation?: TokenValidationService;
  user_id_mapper?: UserIdMapperService;
  action_callback_parser?: WebhookParser;
  webhook_parser?: WebhookParser;
  webhook_event_verification?: WebhookEventVerification;
  webhook_handshake?: WebhookHandshake;
}
/**
 * Parses a body into an event. Without a parser, the body is delivered as received
 */
export interface WebhookParser {
  type: 'none' | 'jsonata';
}
/**
 * How requests are verified: by a signature over the request, or by the secret itself
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
    | 'hmac'
    | 'hash'
    | 'public_key'
    | 'token'
    | 'jwt'
    | 'sns'
    | 'paypal'
    | 'client_certificate';
}
/**
 * The verification request that the sender makes when the endpoint is registered. The handshakes of Slack, Zoom, Meta and Microsoft Graph need no setting
 */
export interface WebhookHandshake {
  type:
    | 'none'
    | 'get_challenge'
    | 'head'
    | 'cloudevents'
    | 'crc'
    | 'body_challenge'
    | 'hook_secret'
    | 'verification_token'
    | 'discord_ping'
    | 'sns_subscription';
}
/**
 * The document for connecting a credential's account.
 */
export interface ConnectionCreate {
  data: {
    type: 'connection';
    attributes?: {
      /**
       * Where the browser is redirected afterwards: one of the tenant's return_urls. Authorization code grant only
       */
      return_url?: string;
      /**
       * Password grant, or authentication type basic
       */
      username?: string;
      /**
       * Password grant, where it is sent to the provider once and never stored; or authentication type basic, where it is stored encrypted
       */
      password?: string;
      /**
       * Authentication type api_key only; stored encrypted
       */
      api_key?: string;
      /**
       * Authentication type oauth1, together with token_secret, if the provider issues tokens without the authorization flow; stored encrypted
       */
      access_token?: string;
      /**
       * The secret of access_token; stored encrypted
       */
      token_secret?: string;
      /**
       * Grant type token_exchange only: the token that is exchanged (RFC 8693, 2.1). Stored encrypted and never returned
       */
      subject_token?: string;
      /**
       * The same for the party that acts for the subject, if the provider expects one
       */
      actor_token?: string;
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
     * Why it failed, as text
     */
    reason?: string | null;
    /**
     * The reason as a code; null if there is no reason or it was recorded before codes existed
     */
    reason_code?: ConnectionReason | null;
    /**
     * URL to open in the user's browser. Only in the response that created the connection
     */
    authorization_url?: string;
    /**
     * Code that the user enters at verification_uri (RFC 8628, 3.2). Only in the response that created the connection
     */
    user_code?: string;
    /**
     * Where the user enters user_code, on any device. Only in the response that created the connection
     */
    verification_uri?: string;
    /**
     * verification_uri with the code, for a link or a QR code; absent if the provider has none. Only in the response that created the connection
     */
    verification_uri_complete?: string;
    /**
     * Seconds between two of Valetkey's token requests with the device code. The state cannot change more often. Only in the response that created the connection
     */
    interval?: number;
    return_url?: string | null;
    /**
     * When the connection expires if the browser does not come back, or the user code is not entered
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
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * A sample of provider responses for testing the user ID mapper.
 */
export interface CredentialTestCreate {
  data: {
    type: 'credential-test';
    attributes: {
      /**
       * Expression to test instead of the credential's own
       */
      expression?: string;
      /**
       * The token response. Its secrets are omitted, as in production
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
       * The response of the userinfo endpoint
       */
      userinfo?: {
        [k: string]: unknown | undefined;
      };
    };
  };
}
/**
 * The result of the user ID mapper for a sample. Nothing is stored, and no provider is called.
 */
export interface CredentialTest {
  type: 'credential-test';
  id: Id;
  attributes?: {
    /**
     * The external user ID
     */
    user_id?: string | null;
    /**
     * Why there is no ID
     */
    reason?: string | null;
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
}
/**
 * The document for creating a credential.
 */
export interface CredentialCreate {
  data: {
    type: 'credential';
    attributes: {
      name: Name;
      description?: string | null;
      /**
       * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4; device_code: RFC 8628; jwt_bearer: RFC 7523, 2.1; token_exchange: RFC 8693)
       */
      grant_type?:
        | 'authorization_code'
        | 'device_code'
        | 'password'
        | 'client_credentials'
        | 'jwt_bearer'
        | 'token_exchange';
      /**
       * The credential's own client ID; null to use the tenant's OAuth client for the component
       */
      client_id?: string | null;
      /**
       * Base URL of the provider's API; null to use the integration's
       */
      base_uri?: string | null;
      /**
       * null to use the integration's
       */
      authorization_url?: string | null;
      /**
       * Device authorization endpoint (RFC 8628, 3.1); null to use the integration's
       */
      device_authorization_url?: string | null;
      /**
       * null to use the integration's. A change must include the client secret in the same request
       */
      token_url?: string | null;
      /**
       * null to use PUBLIC_URL/callback/oauth2
       */
      redirect_uri?: string | null;
      /**
       * Revocation endpoint, called when the account is disconnected (RFC 7009)
       */
      revocation_url?: string | null;
      /**
       * For the token validation service (RFC 7662)
       */
      introspection_url?: string | null;
      /**
       * For the token validation and user ID mapper services
       */
      userinfo_url?: string | null;
      /**
       * For the token validation service
       */
      jwks_url?: string | null;
      /**
       * OpenID Connect issuer or RFC 8414 server. Its discovery document provides the URLs that are not set
       */
      issuer?: string | null;
      /**
       * null to use the integration's
       *
       * @maxItems 200
       */
      scopes?: string[] | null;
      /**
       * Separator between scopes in requests; null to use the integration's, or a space
       */
      scope_separator?: ' ' | ',' | '+' | ';' | null;
      /**
       * Additional parameters of the authorization URL, or of the device authorization request; null leaves out a standard parameter
       */
      authorization_params?: RequestParams;
      /**
       * Additional parameters of token requests; null leaves out a standard parameter
       */
      token_params?: RequestParams;
      /**
       * Values for the placeholders in the integration's URLs, parameters and claims, such as a subdomain
       */
      parameters?: {
        [k: string]: string | undefined;
      };
      /**
       * Client authentication at the token endpoint (RFC 6749, 2.3.1; RFC 7523; RFC 8705). With private_key_jwt, the client secret is the private key, as PEM or JWK. With tls_client_auth, also for self_signed_tls_client_auth, it is the certificate with its chain and private key, as PEM. null to use the integration's, or header. With the grant type jwt_bearer, only none, private_key_jwt and null are possible, and null sends nothing of the client but the JWT
       */
      client_authentication?:
        'header' | 'body' | 'none' | 'private_key_jwt' | 'client_secret_jwt' | 'tls_client_auth' | null;
      /**
       * PKCE with S256 (RFC 7636); null to use the integration's, or true
       */
      pkce?: boolean | null;
      /**
       * The provider issues tokens that do not expire, so no refresh token is required
       */
      non_expiring_tokens?: boolean;
      /**
       * Refresh the connection before its refresh token expires, even if nobody requests tokens
       */
      keep_alive?: boolean;
      config_services?: ConfigServices;
      provider_settings?: ProviderSettings;
      /**
       * How the provider authenticates requests: with OAuth 2.0, with OAuth 1.0 (RFC 5849), with an API key, or with a username and password (HTTP Basic)
       */
      authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
      /**
       * Authorization code (RFC 6749, 4.1). Implicit responses are not supported
       */
      response_type?: 'code';
      /**
       * Stored encrypted and never returned; null for a public client. With private_key_jwt and jwt_bearer, the private key that signs, as PEM or JWK
       */
      client_secret?: string | null;
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
 * Parameters by name. Placeholders such as {subdomain} are filled in from the account's values and the credential's parameters. null leaves out a standard parameter
 */
export interface RequestParams {
  [k: string]: string | null | undefined;
}
/**
 * What a provider does differently from the standards. A provider has these members itself; those of a credential overrule its provider's.
 */
export interface ProviderSettings {
  token_request_format?: TokenRequestFormat;
  token_request_method?: TokenRequestMethod;
  /**
   * Additional headers of token and revocation requests
   */
  token_headers?: RequestHeaders;
  /**
   * The grant_type of token requests, if the provider has its own name for it, such as account_credentials
   */
  token_grant_type?: ParameterName;
  /**
   * The parameter with the client ID, if it is not client_id
   */
  client_id_name?: ParameterName;
  /**
   * The parameter with the client secret, if it is not client_secret
   */
  client_secret_name?: ParameterName;
  basic_encoding?: BasicEncoding;
  empty_secret?: EmptySecret;
  client_assertion?: ClientAssertion;
  jwt_grant?: JwtGrant;
  dpop?: Dpop;
  scope_parameter?: ScopeParameter;
  /**
   * Token endpoint for refreshes, if it is not token_url
   */
  refresh_url?: string;
  /**
   * Additional parameters of refresh requests
   */
  refresh_params?: RequestParams;
  /**
   * Whether refresh requests must include the scopes
   */
  refresh_scope?: boolean;
  revocation?: RevocationSettings;
  callback?: CallbackSettings;
  token_response?: TokenResponseSettings;
  /**
   * Lifetime of an access token in seconds, for responses that do not contain it
   */
  access_token_lifetime?: LifetimeSeconds;
  /**
   * Seconds from its issue until a refresh token expires, for responses that do not contain them
   */
  refresh_token_lifetime?: LifetimeSeconds;
  /**
   * Seconds without a refresh after which a refresh token expires
   */
  refresh_token_idle_lifetime?: LifetimeSeconds;
  token_exchange?: TokenExchange;
  account_lookup?: AccountLookup;
  final_errors?: FinalErrors;
  /**
   * The provider's own errors that mean that it is unavailable or asks for fewer requests, so that the request is sent again later. As final_errors, with every status
   */
  temporary_errors?: FinalErrors;
  oauth1?: Oauth1Settings;
}
/**
 * Headers by name, such as Notion-Version
 */
export interface RequestHeaders {
  [k: string]: string | undefined;
}
/**
 * The JWT with which the client authenticates
 */
export interface ClientAssertion {
  /**
   * Default: RS256 with private_key_jwt, HS256 with client_secret_jwt
   */
  algorithm?:
    | 'RS256'
    | 'RS384'
    | 'RS512'
    | 'PS256'
    | 'PS384'
    | 'PS512'
    | 'ES256'
    | 'ES384'
    | 'ES512'
    | 'EdDSA'
    | 'HS256'
    | 'HS384'
    | 'HS512';
  /**
   * The kid in the header. Placeholders are filled in
   */
  key_id?: string;
  /**
   * Claims that differ from RFC 7523: iss and sub are the client ID, aud is the token URL. Placeholders are filled in; null leaves out a claim
   */
  claims?: {
    [k: string]: string | null | undefined;
  };
  /**
   * Seconds. Default 60
   */
  lifetime?: number;
  /**
   * The parameter that carries it. client_secret: as Apple requires
   */
  send_as?: 'client_assertion' | 'client_secret';
}
/**
 * The JWT of the grant type jwt_bearer (RFC 7523, 2.1 and 3), signed with the client secret, which is a private key. Placeholders are filled in from {client_id}, {public_key_sha256} (the base64 SHA-256 of the public key) and the credential's parameters
 */
export interface JwtGrant {
  /**
   * The claim iss. Default: the client ID
   */
  issuer?: string;
  /**
   * The claim sub, such as {user_id}. Left out if it is not set, or if its placeholder is an optional parameter of the provider without a value
   */
  subject?: string;
  /**
   * The claim aud. Default: the token URL; null leaves it out
   */
  audience?: string | null;
  /**
   * Seconds from iat to exp. Default 300. iat is 60 seconds in the past, because providers refuse one in the future
   */
  lifetime?: number;
  /**
   * Default RS256
   */
  algorithm?:
    'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA';
  /**
   * The kid in the header
   */
  key_id?: string;
  /**
   * Where the scopes are: in the parameter scope of the request (default), or in the claim scope
   */
  scope?: 'parameter' | 'claim';
  /**
   * Additional claims. null leaves out jti or iat
   */
  claims?: {
    [k: string]: string | null | undefined;
  };
  /**
   * Where the JWT is. body: the parameter assertion (default). authorization: the bearer token of the request, which then has no grant_type, as GitHub expects. subject_token: it is exchanged as token_exchange says (RFC 8693). access_token: it is the access token, and there is no token request, as with Snowflake
   */
  in?: 'body' | 'authorization' | 'subject_token' | 'access_token';
}
/**
 * How revocation requests differ from RFC 7009, which sends a form with token and token_type_hint
 */
export interface RevocationSettings {
  format?: TokenRequestFormat;
  method?: 'POST' | 'DELETE' | 'GET';
  /**
   * Which token is sent. Default: the refresh token if there is one
   */
  token?: 'refresh_token' | 'access_token';
  /**
   * The parameter that carries it. Default token
   */
  token_name?: string;
  /**
   * What authenticates the request. client: the client, as in token requests. basic: the client, with HTTP Basic. token: the access token as bearer token. Default: client, or nothing with params
   */
  authorization?: 'client' | 'basic' | 'token';
  /**
   * The parameters, instead of those of the token and the client. {access_token}, {refresh_token}, {client_id}, {client_secret} and the account's values are filled in
   */
  params?: RequestParams;
  /**
   * Additional headers, such as Authorization. Placeholders as in params
   */
  headers?: RequestHeaders;
}
/**
 * What the provider's redirect contains
 */
export interface CallbackSettings {
  /**
   * Parameters kept with the account
   *
   * @maxItems 20
   */
  values?: AccountValueName[];
  /**
   * The parameter with the authorization code. Default code
   */
  code_name?: string;
  /**
   * The parameter with the scopes that the user granted, if the token response does not contain them
   */
  scope_name?: string;
  /**
   * How the redirect is signed. shopify: HMAC-SHA-256 with the client secret in hmac
   */
  signature?: 'shopify';
  /**
   * Errors that mean access_denied
   *
   * @maxItems 20
   */
  denial_errors?: string[];
}
/**
 * Where the token response has its values, if not where RFC 6749, 5.1 says
 */
export interface TokenResponseSettings {
  access_token?: ResponsePointer;
  refresh_token?: ResponsePointer;
  token_type?: ResponsePointer;
  expires_in?: ResponsePointer;
  /**
   * When the access token expires: seconds or milliseconds since the epoch, or RFC 3339
   */
  expires_at?: ResponsePointer;
  /**
   * introspection: if the token response does not say when the access token expires, ask introspection_url (RFC 7662)
   */
  expires_from?: 'introspection';
  scope?: ResponsePointer;
  /**
   * Seconds until the refresh token expires
   */
  refresh_token_expires_in?: ResponsePointer;
  /**
   * Further access tokens in the response, by name, such as Slack's user token. They are returned with the token, and each is refreshed with its own refresh token
   */
  additional_tokens?: {
    [k: string]: AdditionalTokenSettings | undefined;
  };
  /**
   * Values kept with the account, by name
   */
  values?: {
    [k: string]: ResponsePointer | undefined;
  };
}
/**
 * Where the values of a further token are. The response of its refresh has them where RFC 6749, 5.1 says
 */
export interface AdditionalTokenSettings {
  access_token: ResponsePointer;
  refresh_token?: ResponsePointer;
  token_type?: ResponsePointer;
  expires_in?: ResponsePointer;
  scope?: ResponsePointer;
}
/**
 * A second token request, which exchanges the access token for another one. With subject_token_type, it is that of RFC 8693, and with the grant type token_exchange, or a JWT as subject token, it is the only one
 */
export interface TokenExchange {
  /**
   * What is exchanged (RFC 8693, 2.1 and 3), such as urn:ietf:params:oauth:token-type:access_token. Without it, the exchange is the provider's own, and params has all of its parameters
   */
  subject_token_type?: string;
  /**
   * What the token shall be (RFC 8693, 3)
   */
  requested_token_type?: string;
  /**
   * The services where the token is to be used, by name (RFC 8693, 2.1)
   */
  audience?: ExchangeTargets;
  /**
   * The same by URL
   */
  resource?: ExchangeTargets;
  /**
   * The scopes of the new token. Default: those of the credential, unless its first request has them
   */
  scope?: string;
  /**
   * What the actor token is, which is entered with the subject token. Required with an actor token
   */
  actor_token_type?: string;
  /**
   * Where it is sent. With subject_token_type, the default is the token URL, and the client authenticates only there
   */
  url?: string;
  /**
   * Default: url
   */
  refresh_url?: string;
  method?: TokenRequestMethod;
  /**
   * The parameters; with subject_token_type, further ones. {access_token} is the current access token, {client_id} and {client_secret} are those of the client
   */
  params?: RequestParams;
  /**
   * The same for refreshes. Default: params
   */
  refresh_params?: RequestParams;
}
/**
 * A request made once after connecting, whose response contains values of the account
 */
export interface AccountLookup {
  url: string;
  /**
   * Additional headers. {access_token} is the access token, which is sent as bearer token unless Authorization is one of them
   */
  headers?: RequestHeaders;
  /**
   * A JSONata expression over the JSON response. Returns an object of strings or numbers
   */
  expression: string;
}
/**
 * OAuth 1.0 (RFC 5849), for the authentication type oauth1
 */
export interface Oauth1Settings {
  /**
   * Where temporary credentials are requested (RFC 5849, 2.1). Without it, the access token and its secret are entered when the account is connected
   */
  request_token_url?: string;
  signature_method?: Oauth1SignatureMethod;
  /**
   * The realm in the Authorization header. Placeholders are filled in
   */
  realm?: string;
  transmission?: Oauth1Transmission;
}
/**
 * An account at a provider, with its OAuth settings and connection state.
 */
export interface Credential {
  type: 'credential';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    /**
     * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4; device_code: RFC 8628; jwt_bearer: RFC 7523, 2.1; token_exchange: RFC 8693)
     */
    grant_type?:
      | 'authorization_code'
      | 'device_code'
      | 'password'
      | 'client_credentials'
      | 'jwt_bearer'
      | 'token_exchange';
    /**
     * The credential's own client ID; null if it uses the tenant's OAuth client or none
     */
    client_id?: string | null;
    /**
     * Base URL of the provider's API; null to use the integration's
     */
    base_uri?: string | null;
    /**
     * null to use the integration's
     */
    authorization_url?: string | null;
    /**
     * Device authorization endpoint (RFC 8628, 3.1); null to use the integration's
     */
    device_authorization_url?: string | null;
    /**
     * null to use the integration's
     */
    token_url?: string | null;
    /**
     * null to use PUBLIC_URL/callback/oauth2
     */
    redirect_uri?: string | null;
    /**
     * Revocation endpoint, called when the account is disconnected (RFC 7009)
     */
    revocation_url?: string | null;
    /**
     * For the token validation service (RFC 7662)
     */
    introspection_url?: string | null;
    /**
     * For the token validation and user ID mapper services
     */
    userinfo_url?: string | null;
    /**
     * For the token validation service
     */
    jwks_url?: string | null;
    /**
     * OpenID Connect issuer or RFC 8414 server. Its discovery document provides the URLs that are not set
     */
    issuer?: string | null;
    /**
     * null to use the integration's
     */
    scopes?: string[] | null;
    /**
     * Separator between scopes in requests; null to use the integration's, or a space
     */
    scope_separator?: ' ' | ',' | '+' | ';' | null;
    /**
     * Additional parameters of the authorization URL, or of the device authorization request
     */
    authorization_params?: {
      [k: string]: string | null | undefined;
    };
    /**
     * Additional parameters of token requests
     */
    token_params?: {
      [k: string]: string | null | undefined;
    };
    /**
     * Values for the placeholders in the integration's URLs, parameters and claims, such as a subdomain
     */
    parameters?: {
      [k: string]: string | undefined;
    };
    /**
     * Client authentication at the token endpoint (RFC 6749, 2.3.1; RFC 7523; RFC 8705). With private_key_jwt, the client secret is the private key, as PEM or JWK. With tls_client_auth, also for self_signed_tls_client_auth, it is the certificate with its chain and private key, as PEM. null to use the integration's, or header. With the grant type jwt_bearer, only none, private_key_jwt and null are possible, and null sends nothing of the client but the JWT
     */
    client_authentication?:
      'header' | 'body' | 'none' | 'private_key_jwt' | 'client_secret_jwt' | 'tls_client_auth' | null;
    /**
     * PKCE with S256 (RFC 7636); null to use the integration's, or true
     */
    pkce?: boolean | null;
    /**
     * The provider issues tokens that do not expire, so no refresh token is required
     */
    non_expiring_tokens?: boolean;
    /**
     * Refresh the connection before its refresh token expires, even if nobody requests tokens
     */
    keep_alive?: boolean;
    config_services?: ConfigServices;
    provider_settings?: ProviderSettings;
    /**
     * How the provider authenticates requests: with OAuth 2.0, with OAuth 1.0 (RFC 5849), with an API key, or with a username and password (HTTP Basic)
     */
    authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
    /**
     * Authorization code (RFC 6749, 4.1). Implicit responses are not supported
     */
    response_type?: 'code';
    /**
     * Whether the credential has its own client secret
     */
    has_client_secret?: boolean;
    /**
     * Until when requests that the provider refuses with the client secret are repeated with the previous one; null if there is no previous secret
     */
    previous_client_secret_expires_at?: string | null;
    /**
     * pending: never connected, or disconnected. connected: tokens are available. needs_reauthorization: the account must be connected again. error: connecting failed
     */
    state?: 'pending' | 'connected' | 'needs_reauthorization' | 'error';
    /**
     * Why the credential is in this state, or why the last refresh failed, as text
     */
    state_reason?: string | null;
    /**
     * The reason as a code; null if there is no reason or it was recorded before codes existed
     */
    state_reason_code?: ConnectionReason | null;
    /**
     * The account's user ID at the provider: from the user ID mapper or, without one, where the provider documents it
     */
    external_user_id?: string | null;
    /**
     * The scopes that the provider granted; null if unknown
     */
    granted_scopes?: string[] | null;
    /**
     * Values of the account that API requests need, such as realmId: from the provider's redirect, its token response and the account lookup
     */
    account?: {
      [k: string]: string | undefined;
    };
    /**
     * When the token was obtained
     */
    obtained_at?: Time | null;
    /**
     * When the token expires; null if it does not expire or this is unknown
     */
    expires_at?: Time | null;
    /**
     * When the next refresh is attempted after a failure; null if the last refresh did not fail
     */
    next_refresh_at?: Time | null;
    /**
     * When the refresh token, or the subject token that is exchanged, expires, and with it the connection; null if this is unknown
     */
    refresh_token_expires_at?: Time | null;
    /**
     * When the connection ends unless it is extended before, or when it ended; null if this is unknown. It ends with the refresh token, or with the token if it cannot be refreshed
     */
    ends_at?: Time | null;
    /**
     * From when on the condition of the connected account is ends_soon: seven days before the end, or when a refresh that extends the connection is overdue; null if there is no known end
     */
    ends_soon_from?: Time | null;
    /**
     * When the account was connected
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
      links: RelatedLinks;
    };
    provider?: {
      data: {
        type: 'provider';
        id: string;
      } | null;
      links: RelatedLinks;
    };
    oauth_client?: {
      data: {
        type: 'oauth-client';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    connected_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a credential. Omitted attributes stay unchanged.
 */
export interface CredentialUpdate {
  data: {
    type: 'credential';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      /**
       * How the token is obtained (RFC 6749, 4.1, 4.3, 4.4; device_code: RFC 8628; jwt_bearer: RFC 7523, 2.1; token_exchange: RFC 8693)
       */
      grant_type?:
        | 'authorization_code'
        | 'device_code'
        | 'password'
        | 'client_credentials'
        | 'jwt_bearer'
        | 'token_exchange';
      /**
       * The credential's own client ID; null to use the tenant's OAuth client for the component
       */
      client_id?: string | null;
      /**
       * Base URL of the provider's API; null to use the integration's
       */
      base_uri?: string | null;
      /**
       * null to use the integration's
       */
      authorization_url?: string | null;
      /**
       * Device authorization endpoint (RFC 8628, 3.1); null to use the integration's
       */
      device_authorization_url?: string | null;
      /**
       * null to use the integration's. A change must include the client secret in the same request
       */
      token_url?: string | null;
      /**
       * null to use PUBLIC_URL/callback/oauth2
       */
      redirect_uri?: string | null;
      /**
       * Revocation endpoint, called when the account is disconnected (RFC 7009)
       */
      revocation_url?: string | null;
      /**
       * For the token validation service (RFC 7662)
       */
      introspection_url?: string | null;
      /**
       * For the token validation and user ID mapper services
       */
      userinfo_url?: string | null;
      /**
       * For the token validation service
       */
      jwks_url?: string | null;
      /**
       * OpenID Connect issuer or RFC 8414 server. Its discovery document provides the URLs that are not set
       */
      issuer?: string | null;
      /**
       * null to use the integration's
       *
       * @maxItems 200
       */
      scopes?: string[] | null;
      /**
       * Separator between scopes in requests; null to use the integration's, or a space
       */
      scope_separator?: ' ' | ',' | '+' | ';' | null;
      /**
       * Additional parameters of the authorization URL, or of the device authorization request; null leaves out a standard parameter
       */
      authorization_params?: RequestParams;
      /**
       * Additional parameters of token requests; null leaves out a standard parameter
       */
      token_params?: RequestParams;
      /**
       * Values for the placeholders in the integration's URLs, parameters and claims, such as a subdomain
       */
      parameters?: {
        [k: string]: string | undefined;
      };
      /**
       * Client authentication at the token endpoint (RFC 6749, 2.3.1; RFC 7523; RFC 8705). With private_key_jwt, the client secret is the private key, as PEM or JWK. With tls_client_auth, also for self_signed_tls_client_auth, it is the certificate with its chain and private key, as PEM. null to use the integration's, or header. With the grant type jwt_bearer, only none, private_key_jwt and null are possible, and null sends nothing of the client but the JWT
       */
      client_authentication?:
        'header' | 'body' | 'none' | 'private_key_jwt' | 'client_secret_jwt' | 'tls_client_auth' | null;
      /**
       * PKCE with S256 (RFC 7636); null to use the integration's, or true
       */
      pkce?: boolean | null;
      /**
       * The provider issues tokens that do not expire, so no refresh token is required
       */
      non_expiring_tokens?: boolean;
      /**
       * Refresh the connection before its refresh token expires, even if nobody requests tokens
       */
      keep_alive?: boolean;
      config_services?: ConfigServices;
      provider_settings?: ProviderSettings;
      /**
       * How the provider authenticates requests: with OAuth 2.0, with OAuth 1.0 (RFC 5849), with an API key, or with a username and password (HTTP Basic)
       */
      authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
      /**
       * Authorization code (RFC 6749, 4.1). Implicit responses are not supported
       */
      response_type?: 'code';
      /**
       * With a new client_secret: until when the replaced one is also tried, at most 90 days ahead. Alone: another time for the previous secret; null deletes it now. Changing the client ID, or where the secret is sent, also deletes it
       */
      previous_client_secret_expires_at?: string | null;
      /**
       * Stored encrypted and never returned; null for a public client. With private_key_jwt and jwt_bearer, the private key that signs, as PEM or JWK
       */
      client_secret?: string | null;
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
 * One attempt to deliver an event to the flow's target.
 */
export interface Delivery {
  type: 'delivery';
  id: Id;
  attributes?: {
    state?: 'succeeded' | 'failed';
    attempt?: number;
    /**
     * null if there was no response
     */
    status_code?: number | null;
    /**
     * Why it failed, as text
     */
    error?: string | null;
    /**
     * The error as a code; null if there is no error or it was recorded before codes existed
     */
    error_code?: WebhookReason | null;
    /**
     * The beginning of the target's response body
     */
    answer?: string | null;
    /**
     * null after the last attempt
     */
    next_attempt_at?: string | null;
    /**
     * Duration in milliseconds
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
      links: RelatedLinks;
    };
  };
}
/**
 * A component.json to migrate, with its OAuth client in environment variables.
 */
export interface DescriptorMigrationCreate {
  data: {
    type: 'descriptor-migration';
    attributes: {
      /**
       * The content of the file
       */
      text: string;
      /**
       * The provider's authorization URI, if the file has none
       */
      auth_uri?: string;
      /**
       * The provider's token URI, if the file has none
       */
      token_uri?: string;
      /**
       * The variables that hold the client, if the file does not make it clear
       */
      variables?: {
        client_id?: string;
        client_secret?: string;
      };
    };
  };
}
/**
 * The result of migrating a component.json. Nothing is stored.
 */
export interface DescriptorMigration {
  type: 'descriptor-migration';
  id: Id;
  attributes?: {
    /**
     * migrated: `text` is the new file. unchanged: no change is needed. incomplete: the values in `missing` are required. undecided: a person must resolve the `findings`
     */
    outcome?: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
    /**
     * The new file, in the format of the old one; null unless it was migrated
     */
    text?: string | null;
    /**
     * The values that were written
     */
    changes?: {
      /**
       * JSON Pointer to the value in the new file
       */
      pointer: string;
      value: string | boolean;
    }[];
    missing?: ('auth_uri' | 'token_uri')[];
    /**
     * Problems and notes, with their locations in the given file
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
 * The response to every failed request.
 */
export interface ErrorDocument {
  /**
   * @minItems 1
   */
  errors: {
    /**
     * The request ID, also in X-Request-Id and in the log
     */
    id: string;
    status: string;
    code: string;
    title: string;
    detail: string;
    source?: {
      /**
       * JSON Pointer into the request body
       */
      pointer?: string;
      parameter?: string;
      header?: string;
    };
    meta?: {};
  }[];
}
/**
 * How events are delivered to the flow's target. Omitted members have their defaults
 */
export interface FlowDelivery {
  /**
   * Seconds in which the target must respond. Default 15
   */
  timeout?: number;
  /**
   * Seconds before each retry, up to 604800 (seven days) in total. An empty list: no retries. Default [5, 300, 1800, 7200, 18000, 36000, 36000]
   *
   * @maxItems 30
   */
  retry_schedule?: number[];
  headers?: DeliveryHeaders;
  signing?: DeliverySigning;
  /**
   * A JSONata expression on { event_id, kind, type, id, user, data, credential, headers } that returns the body: a string, which is sent unchanged, or any other value, which is sent as JSON. If it fails, the attempt fails. Default: the parsed event as JSON, or the body as received
   */
  body?: string;
  /**
   * Deliver each event as a CloudEvent (CloudEvents 1.0, HTTP Protocol Binding). The data is what body returns, the data of the parsed event, or the body as received, and a Content-Type in headers is that of the data. Default: no CloudEvent
   */
  format?: 'cloudevents_structured' | 'cloudevents_binary';
  rate?: DeliveryRate;
  /**
   * The most requests at the same time, by each process. Default: 32 for each webhook
   */
  concurrency?: number;
  order?: DeliveryOrder;
}
/**
 * Additional headers by name. They are returned, so use target_authorization for a secret
 */
export interface DeliveryHeaders {
  [k: string]: string | undefined;
}
/**
 * How requests are signed with the webhook's signing secret. Default standard_webhooks
 */
export interface DeliverySigning {
  /**
   * standard_webhooks: the header webhook-signature. hmac_sha256: an HMAC of the body in a header of your choice, as GitHub's or Shopify's, with the whole signing secret (including whsec_) as the key
   */
  type: 'standard_webhooks' | 'hmac_sha256' | 'none';
  /**
   * The header with the signature, such as X-Hub-Signature-256. Required with hmac_sha256
   */
  header?: HeaderName;
  /**
   * Encoding of the signature with hmac_sha256. Default hex
   */
  encoding?: 'hex' | 'base64';
  /**
   * Before the signature with hmac_sha256. Default sha256= with hex, empty with base64
   */
  prefix?: string;
}
/**
 * The most requests in each second, minute or hour of the clock, across all processes. Events beyond it wait. Default: no limit
 */
export interface DeliveryRate {
  requests: number;
  per: 'second' | 'minute' | 'hour';
}
/**
 * Delivers events in the order in which they were accepted, across all webhooks of the flow: an event is sent once every earlier one with the same key has ended. For events that are accepted after this is set. Default: no order
 */
export interface DeliveryOrder {
  /**
   * A JSONata expression on { event_id, kind, type, id, user, data, credential, headers } that returns the key of an event. An event for which it returns null or nothing is delivered without order. If it fails, the event fails. Default: one key for all events
   */
  key?: string;
}
/**
 * The document for creating a flow.
 */
export interface FlowCreate {
  data: {
    type: 'flow';
    attributes: {
      name: Name;
      description?: string | null;
      /**
       * paused: its webhooks accept events, which are held until it is active again. draft and stopped: they accept none
       */
      status?: 'draft' | 'active' | 'paused' | 'stopped';
      target_url?: string | null;
      /**
       * Value of the Authorization header of deliveries, such as Bearer and a token. Never returned. Send it again, or null, together with another target_url
       */
      target_authorization?: string | null;
      /**
       * The client certificate that deliveries present to target_url (mutual TLS), with its intermediate certificates, as PEM. Requires target_client_key. null removes both
       */
      target_client_certificate?: string | null;
      /**
       * Private key of target_client_certificate, as PEM without a passphrase. Stored encrypted and never returned. Send it again, or null for the certificate, together with another target_url
       */
      target_client_key?: string | null;
      /**
       * Certificates of the authorities that can issue the certificate of target_url, as PEM, instead of the well-known ones. null: the well-known ones
       */
      target_ca_certificates?: string | null;
      /**
       * How events are delivered to target_url; null for the defaults
       */
      delivery?: FlowDelivery | null;
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
 * An integration: a graph of nodes, each of which references a component.
 */
export interface Flow {
  type: 'flow';
  id: Id;
  attributes?: {
    name?: string;
    description?: string | null;
    /**
     * paused: its webhooks accept events, which are held until it is active again. draft and stopped: they accept none
     */
    status?: 'draft' | 'active' | 'paused' | 'stopped';
    target_url?: string | null;
    /**
     * When target_url returned 410 Gone. Deliveries stop until target_url is set again
     */
    target_gone_at?: string | null;
    has_target_authorization?: boolean;
    /**
     * The client certificate that deliveries present to target_url (mutual TLS), with its intermediate certificates, as PEM. Requires target_client_key. null removes both
     */
    target_client_certificate?: string | null;
    /**
     * When target_client_certificate expires. Deliveries fail after that
     */
    target_client_certificate_expires_at?: string | null;
    /**
     * Certificates of the authorities that can issue the certificate of target_url, as PEM, instead of the well-known ones. null: the well-known ones
     */
    target_ca_certificates?: string | null;
    /**
     * How events are delivered to target_url; null for the defaults
     */
    delivery?: FlowDelivery | null;
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
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a flow. Omitted attributes stay unchanged.
 */
export interface FlowUpdate {
  data: {
    type: 'flow';
    id?: Id;
    attributes?: {
      name?: Name;
      description?: string | null;
      /**
       * paused: its webhooks accept events, which are held until it is active again. draft and stopped: they accept none
       */
      status?: 'draft' | 'active' | 'paused' | 'stopped';
      target_url?: string | null;
      /**
       * Value of the Authorization header of deliveries, such as Bearer and a token. Never returned. Send it again, or null, together with another target_url
       */
      target_authorization?: string | null;
      /**
       * The client certificate that deliveries present to target_url (mutual TLS), with its intermediate certificates, as PEM. Requires target_client_key. null removes both
       */
      target_client_certificate?: string | null;
      /**
       * Private key of target_client_certificate, as PEM without a passphrase. Stored encrypted and never returned. Send it again, or null for the certificate, together with another target_url
       */
      target_client_key?: string | null;
      /**
       * Certificates of the authorities that can issue the certificate of target_url, as PEM, instead of the well-known ones. null: the well-known ones
       */
      target_ca_certificates?: string | null;
      /**
       * How events are delivered to target_url; null for the defaults
       */
      delivery?: FlowDelivery | null;
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
 * The authenticated user and their permissions in the tenant of their credentials.
 */
export interface Me {
  type: 'me';
  id: Id;
  attributes?: {
    email?: string;
    name?: string | null;
    /**
     * Whether the user has a password. If so, changing it requires the current one
     */
    has_password?: boolean;
    /**
     * The name of the user's role in this tenant
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
      links: RelatedLinks;
    };
    role?: {
      data: {
        type: 'role';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing the authenticated user. Omitted attributes stay unchanged.
 */
export interface MeUpdate {
  data: {
    type: 'me';
    id?: Id;
    attributes?: {
      email?: string;
      name?: string | null;
      /**
       * Password for the sign-in page. Passwords that are easy to guess, for example from the user's name, email address or tenants, are refused. Ends all browser sessions and revokes every code, token and API key that apps got from the user
       */
      password?: string;
      /**
       * The current password, if there is one
       */
      current_password?: string;
    };
  };
}
/**
 * The document for creating a client secret.
 */
export interface OauthAppSecretCreate {
  data: {
    type: 'oauth-app-secret';
    attributes?: {
      /**
       * Seconds for which the previous secret still works. Default 0
       */
      overlap?: number;
    };
  };
}
/**
 * A client secret of an OAuth app. The secret itself is returned only once.
 */
export interface OauthAppSecret {
  type: 'oauth-app-secret';
  id: Id;
  attributes?: {
    /**
     * When the secret expires, once there is a newer one; null for the newest
     */
    expires_at?: string | null;
    /**
     * Accurate to about half a minute
     */
    last_used_at?: string | null;
    /**
     * Only in the response that created it
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
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for creating an OAuth app.
 */
export interface OauthAppCreate {
  data: {
    type: 'oauth-app';
    attributes?: {
      /**
       * Generated if omitted
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
       * Redirect URIs: https, http on the loopback interface, or a private-use scheme. Matched exactly, except for the port on the loopback interface
       *
       * @maxItems 50
       */
      redirect_uris?: string[];
      /**
       * Scopes that the app can request. They are the default if a request names none
       *
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * Grant types that the app can use
       */
      grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
      /**
       * Skips the consent page for users of this tenant
       */
      automatic_consent?: boolean;
      /**
       * Allows the app to act as a user with client credentials and the scope `user:{id}`. Enabling it requires `tenants.oauth_apps.impersonate`
       */
      impersonation?: boolean;
      /**
       * Public client, such as a browser, mobile or command-line app. It has no client secret and must use PKCE. Cannot be changed
       */
      public?: boolean;
      /**
       * Credential type that a code is exchanged for: tokens at /oauth2/token, or a scoped API key at /oauth/token. Cannot be changed
       */
      kind?: 'oauth2' | 'api_key';
      /**
       * Who can authorize the app: only its creator, users of this tenant, or users of any tenant. Setting `any`, and any change while it is `any`, requires `tenants.oauth_apps.publish`
       */
      audience?: 'creator' | 'tenant' | 'any';
      /**
       * Lifetime of authorization codes in seconds. Default 600
       */
      code_lifetime?: number;
      /**
       * Lifetime of access tokens in seconds. Default 3600, at most a day. For API keys, default 30 days, at most 366 days
       */
      access_token_lifetime?: number;
      /**
       * Lifetime of refresh tokens in seconds, from the last refresh. Default 30 days
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
     * Grant types that the app can use
     */
    grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
    /**
     * Skips the consent page for users of this tenant
     */
    automatic_consent?: boolean;
    /**
     * Allows the app to act as a user with client credentials and the scope `user:{id}`. Enabling it requires `tenants.oauth_apps.impersonate`
     */
    impersonation?: boolean;
    /**
     * Public client, without a client secret. It must use PKCE
     */
    public?: boolean;
    /**
     * Credential type that a code is exchanged for: tokens at /oauth2/token, or a scoped API key at /oauth/token
     */
    kind?: 'oauth2' | 'api_key';
    /**
     * Who can authorize the app: only its creator, users of this tenant, or users of any tenant. Setting `any`, and any change while it is `any`, requires `tenants.oauth_apps.publish`
     */
    audience?: 'creator' | 'tenant' | 'any';
    /**
     * Seconds
     */
    code_lifetime?: number;
    /**
     * Lifetime of access tokens or API keys in seconds
     */
    access_token_lifetime?: number;
    /**
     * Lifetime of refresh tokens in seconds, from the last refresh
     */
    refresh_token_lifetime?: number;
    /**
     * Generated. Cannot be changed
     */
    client_id?: Id;
    /**
     * Only in the response that created it
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
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing an OAuth app. Omitted attributes stay unchanged.
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
       * Redirect URIs: https, http on the loopback interface, or a private-use scheme. Matched exactly, except for the port on the loopback interface
       *
       * @maxItems 50
       */
      redirect_uris?: string[];
      /**
       * Scopes that the app can request. They are the default if a request names none
       *
       * @maxItems 100
       */
      scopes?: string[];
      /**
       * Grant types that the app can use
       */
      grant_types?: ('authorization_code' | 'refresh_token' | 'client_credentials' | 'password')[];
      /**
       * Skips the consent page for users of this tenant
       */
      automatic_consent?: boolean;
      /**
       * Allows the app to act as a user with client credentials and the scope `user:{id}`. Enabling it requires `tenants.oauth_apps.impersonate`
       */
      impersonation?: boolean;
      /**
       * Who can authorize the app: only its creator, users of this tenant, or users of any tenant. Setting `any`, and any change while it is `any`, requires `tenants.oauth_apps.publish`
       */
      audience?: 'creator' | 'tenant' | 'any';
      /**
       * Lifetime of authorization codes in seconds. Default 600
       */
      code_lifetime?: number;
      /**
       * Lifetime of access tokens in seconds. Default 3600, at most a day. For API keys, default 30 days, at most 366 days
       */
      access_token_lifetime?: number;
      /**
       * Lifetime of refresh tokens in seconds, from the last refresh. Default 30 days
       */
      refresh_token_lifetime?: number;
    };
  };
}
/**
 * The document for creating an OAuth client.
 */
export interface OauthClientCreate {
  data: {
    type: 'oauth-client';
    attributes: {
      client_id: string;
      /**
       * Stored encrypted
       */
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
     * Only at creation, or with tenants.oauth_clients.get_secret
     */
    client_secret?: string;
    /**
     * Until when requests that the provider refuses with the client secret are repeated with the previous one; null if there is no previous secret
     */
    previous_client_secret_expires_at?: string | null;
    /**
     * orphaned: the component was deleted or is no longer visible
     */
    status?: 'usable' | 'orphaned';
    /**
     * Number of the tenant's flows that include the component; null without tenants.flows.get. Only if requested with fields[oauth-client]
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
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing an OAuth client. Omitted attributes stay unchanged.
 */
export interface OauthClientUpdate {
  data: {
    type: 'oauth-client';
    id?: Id;
    attributes?: {
      client_id?: string;
      /**
       * Stored encrypted
       */
      client_secret?: string;
      /**
       * With a new client_secret: until when the replaced one is also tried, at most 90 days ahead. Alone: another time for the previous secret; null deletes it now. Changing the client ID, the component or the token URL also deletes it
       */
      previous_client_secret_expires_at?: string | null;
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
 * A permission. Its ID is its name.
 */
export interface PermissionEntry {
  type: 'permission';
  id: Permission;
  attributes?: {
    description?: string;
  };
}
/**
 * A provider as a file: those of the catalog in seeds/providers, and the ones in PROVIDERS_DIR.
 */
export interface ProviderEntry {
  name: string;
  category?: CatalogCategory;
  /**
   * Background color of its badge, on which white text is readable
   */
  color?: string;
  /**
   * Text of its badge
   */
  initials?: string;
  /**
   * The provider's documentation page
   */
  documentation_url?: DocumentationUrl;
  /**
   * When the entry was last checked against the provider's documentation
   */
  checked_on?: CatalogDate;
  sources?: CatalogSources;
  unconfirmed?: UnconfirmedFacts;
  /**
   * How to register an app or create a key
   */
  registration?: {
    url: string;
    steps: SetupSteps;
  };
  /**
   * How requests are authenticated. Default: oauth2
   */
  authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
  api_key?: {
    /**
     * What the provider calls it
     */
    label: string;
    /**
     * Where to find it
     */
    where?: string;
  };
  basic?: {
    /**
     * What the username is
     */
    username: string;
    /**
     * What the password is
     */
    password: string;
    /**
     * Where to find them
     */
    where?: string;
  };
  /**
   * The access token, if it is entered when an account is connected
   */
  oauth1_token?: {
    /**
     * What the provider calls it
     */
    access_token: string;
    /**
     * What the provider calls its secret
     */
    token_secret: string;
    /**
     * Where to find them
     */
    where?: string;
  };
  /**
   * The supported grant types that the provider documents
   *
   * @minItems 1
   */
  grant_types?: (
    'authorization_code' | 'client_credentials' | 'device_code' | 'password' | 'jwt_bearer' | 'token_exchange'
  )[];
  /**
   * Placeholders such as {subdomain} are filled in from the credential's parameters
   */
  authorization_url?: string;
  /**
   * Device authorization endpoint (RFC 8628, 3.1)
   */
  device_authorization_url?: string;
  /**
   * Token endpoint
   */
  token_url?: string;
  /**
   * Only if it differs from token_url
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
   * Userinfo endpoint
   */
  userinfo_url?: string;
  /**
   * URL of the key set for verifying its tokens
   */
  jwks_url?: string;
  /**
   * Issuer, as in its tokens and the iss parameter
   */
  issuer?: string;
  /**
   * Base URL of its API, if it is the same for all accounts
   */
  base_uri?: string;
  /**
   * Separator between scopes in authorization requests. Default: a space
   */
  scope_separator?: ' ' | ',' | '+' | ';';
  client_authentication?: ClientAuthentication;
  token_request_format?: TokenRequestFormat;
  /**
   * Whether it documents PKCE with S256; false if it refuses or ignores PKCE or does not mention it
   */
  pkce?: boolean;
  /**
   * Sent with every authorization request
   */
  authorization_params?: RequestParams;
  /**
   * Sent with every token request except refreshes
   */
  token_params?: RequestParams;
  /**
   * Additional parameters of refresh requests
   */
  refresh_params?: RequestParams;
  /**
   * Whether refresh requests must include the scopes
   */
  refresh_scope?: boolean;
  /**
   * The placeholders in its URLs, parameters and claims
   */
  parameters?: CatalogParameters;
  /**
   * Its most used scopes
   *
   * @minItems 1
   * @maxItems 10
   */
  scopes?: {
    name: string;
    description: string;
  }[];
  /**
   * Default if the credential has none
   *
   * @minItems 1
   * @maxItems 200
   */
  default_scopes?: string[];
  /**
   * Default with the grant type client_credentials, if it differs from default_scopes
   *
   * @maxItems 200
   */
  client_credentials_scopes?: string[];
  /**
   * When it issues a refresh token: always, with the default scopes, with the authorization or token parameters, or never by default. Omitted if it is unknown. A connection without a refresh token is accepted only with never or if it is unknown.
   */
  refresh_token?: 'always' | 'with_scope' | 'with_params' | 'never';
  /**
   * Whether each refresh issues a new refresh token and invalidates the old one
   */
  rotates_refresh_token?: boolean;
  /**
   * Seconds that a replaced refresh token still works
   */
  refresh_token_grace?: number;
  /**
   * Lifetime of an access token in seconds, for responses that do not contain it
   */
  access_token_lifetime?: LifetimeSeconds;
  /**
   * Useful token response fields beyond RFC 6749. These are always returned with the token. Other fields are omitted if they look like a refresh token, client secret or ID token
   *
   * @maxItems 50
   */
  extra_fields?: string[];
  /**
   * The token response field with the base URL of the API
   */
  api_base_field?: string;
  /**
   * How API requests carry the token, if not as Authorization: Bearer
   */
  request?: {
    in: 'header' | 'query';
    name: string;
    prefix?: string;
  };
  /**
   * Where the account's ID is, for credentials without a user ID mapper: a JSONata expression over the userinfo response or, without userinfo_url, the token response. $$ is the user ID mapper's input, such as $$.id_token.sub
   */
  user_id_expression?: string;
  /**
   * Its webhook signature scheme, if it is a supported one
   */
  webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
  /**
   * Known pitfalls
   */
  notes?: string;
  token_request_method?: TokenRequestMethod;
  /**
   * Additional headers of token and revocation requests
   */
  token_headers?: RequestHeaders;
  /**
   * The grant_type of token requests, if the provider has its own name for it, such as account_credentials
   */
  token_grant_type?: ParameterName;
  /**
   * The parameter with the client ID, if it is not client_id
   */
  client_id_name?: ParameterName;
  /**
   * The parameter with the client secret, if it is not client_secret
   */
  client_secret_name?: ParameterName;
  basic_encoding?: BasicEncoding;
  empty_secret?: EmptySecret;
  client_assertion?: ClientAssertion;
  jwt_grant?: JwtGrant;
  dpop?: Dpop;
  scope_parameter?: ScopeParameter;
  revocation?: RevocationSettings;
  callback?: CallbackSettings;
  token_response?: TokenResponseSettings;
  /**
   * Seconds from its issue until a refresh token expires, for responses that do not contain them
   */
  refresh_token_lifetime?: LifetimeSeconds;
  /**
   * Seconds without a refresh after which a refresh token expires
   */
  refresh_token_idle_lifetime?: LifetimeSeconds;
  token_exchange?: TokenExchange;
  account_lookup?: AccountLookup;
  oauth1?: Oauth1Settings;
  final_errors?: FinalErrors;
  /**
   * The provider's own errors that mean that it is unavailable or asks for fewer requests, so that the request is sent again later. As final_errors, with every status
   */
  temporary_errors?: FinalErrors;
}
/**
 * The document for defining a provider.
 */
export interface ProviderCreate {
  data: {
    type: 'provider';
    /**
     * Its name in URLs, such as acme-crm
     */
    id: string;
    attributes: {
      name: string;
      category?: CatalogCategory;
      /**
       * Background color of its badge, on which white text is readable
       */
      color?: string;
      /**
       * Text of its badge
       */
      initials?: string;
      /**
       * The provider's documentation page
       */
      documentation_url?: DocumentationUrl;
      /**
       * When the entry was last checked against the provider's documentation
       */
      checked_on?: CatalogDate;
      sources?: CatalogSources;
      unconfirmed?: UnconfirmedFacts;
      /**
       * How to register an app or create a key
       */
      registration?: {
        url: string;
        steps: SetupSteps;
      };
      /**
       * How requests are authenticated. Default: oauth2
       */
      authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
      api_key?: {
        /**
         * What the provider calls it
         */
        label: string;
        /**
         * Where to find it
         */
        where?: string;
      };
      basic?: {
        /**
         * What the username is
         */
        username: string;
        /**
         * What the password is
         */
        password: string;
        /**
         * Where to find them
         */
        where?: string;
      };
      /**
       * The access token, if it is entered when an account is connected
       */
      oauth1_token?: {
        /**
         * What the provider calls it
         */
        access_token: string;
        /**
         * What the provider calls its secret
         */
        token_secret: string;
        /**
         * Where to find them
         */
        where?: string;
      };
      /**
       * The supported grant types that the provider documents
       *
       * @minItems 1
       */
      grant_types?: (
        | 'authorization_code'
        | 'client_credentials'
        | 'device_code'
        | 'password'
        | 'jwt_bearer'
        | 'token_exchange'
      )[];
      /**
       * Placeholders such as {subdomain} are filled in from the credential's parameters
       */
      authorization_url?: string;
      /**
       * Device authorization endpoint (RFC 8628, 3.1)
       */
      device_authorization_url?: string;
      /**
       * Token endpoint
       */
      token_url?: string;
      /**
       * Only if it differs from token_url
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
       * Userinfo endpoint
       */
      userinfo_url?: string;
      /**
       * URL of the key set for verifying its tokens
       */
      jwks_url?: string;
      /**
       * Issuer, as in its tokens and the iss parameter
       */
      issuer?: string;
      /**
       * Base URL of its API, if it is the same for all accounts
       */
      base_uri?: string;
      /**
       * Separator between scopes in authorization requests. Default: a space
       */
      scope_separator?: ' ' | ',' | '+' | ';';
      client_authentication?: ClientAuthentication;
      token_request_format?: TokenRequestFormat;
      /**
       * Whether it documents PKCE with S256; false if it refuses or ignores PKCE or does not mention it
       */
      pkce?: boolean;
      /**
       * Sent with every authorization request
       */
      authorization_params?: RequestParams;
      /**
       * Sent with every token request except refreshes
       */
      token_params?: RequestParams;
      /**
       * Additional parameters of refresh requests
       */
      refresh_params?: RequestParams;
      /**
       * Whether refresh requests must include the scopes
       */
      refresh_scope?: boolean;
      /**
       * The placeholders in its URLs, parameters and claims
       */
      parameters?: CatalogParameters;
      /**
       * Its most used scopes
       *
       * @minItems 1
       * @maxItems 10
       */
      scopes?: {
        name: string;
        description: string;
      }[];
      /**
       * Default if the credential has none
       *
       * @minItems 1
       * @maxItems 200
       */
      default_scopes?: string[];
      /**
       * Default with the grant type client_credentials, if it differs from default_scopes
       *
       * @maxItems 200
       */
      client_credentials_scopes?: string[];
      /**
       * When it issues a refresh token: always, with the default scopes, with the authorization or token parameters, or never by default. Omitted if it is unknown. A connection without a refresh token is accepted only with never or if it is unknown.
       */
      refresh_token?: 'always' | 'with_scope' | 'with_params' | 'never';
      /**
       * Whether each refresh issues a new refresh token and invalidates the old one
       */
      rotates_refresh_token?: boolean;
      /**
       * Seconds that a replaced refresh token still works
       */
      refresh_token_grace?: number;
      /**
       * Lifetime of an access token in seconds, for responses that do not contain it
       */
      access_token_lifetime?: LifetimeSeconds;
      /**
       * Useful token response fields beyond RFC 6749. These are always returned with the token. Other fields are omitted if they look like a refresh token, client secret or ID token
       *
       * @maxItems 50
       */
      extra_fields?: string[];
      /**
       * The token response field with the base URL of the API
       */
      api_base_field?: string;
      /**
       * How API requests carry the token, if not as Authorization: Bearer
       */
      request?: {
        in: 'header' | 'query';
        name: string;
        prefix?: string;
      };
      /**
       * Where the account's ID is, for credentials without a user ID mapper: a JSONata expression over the userinfo response or, without userinfo_url, the token response. $$ is the user ID mapper's input, such as $$.id_token.sub
       */
      user_id_expression?: string;
      /**
       * Its webhook signature scheme, if it is a supported one
       */
      webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
      /**
       * Known pitfalls
       */
      notes?: string;
      token_request_method?: TokenRequestMethod;
      /**
       * Additional headers of token and revocation requests
       */
      token_headers?: RequestHeaders;
      /**
       * The grant_type of token requests, if the provider has its own name for it, such as account_credentials
       */
      token_grant_type?: ParameterName;
      /**
       * The parameter with the client ID, if it is not client_id
       */
      client_id_name?: ParameterName;
      /**
       * The parameter with the client secret, if it is not client_secret
       */
      client_secret_name?: ParameterName;
      basic_encoding?: BasicEncoding;
      empty_secret?: EmptySecret;
      client_assertion?: ClientAssertion;
      jwt_grant?: JwtGrant;
      dpop?: Dpop;
      scope_parameter?: ScopeParameter;
      revocation?: RevocationSettings;
      callback?: CallbackSettings;
      token_response?: TokenResponseSettings;
      /**
       * Seconds from its issue until a refresh token expires, for responses that do not contain them
       */
      refresh_token_lifetime?: LifetimeSeconds;
      /**
       * Seconds without a refresh after which a refresh token expires
       */
      refresh_token_idle_lifetime?: LifetimeSeconds;
      token_exchange?: TokenExchange;
      account_lookup?: AccountLookup;
      oauth1?: Oauth1Settings;
      final_errors?: FinalErrors;
      /**
       * The provider's own errors that mean that it is unavailable or asks for fewer requests, so that the request is sent again later. As final_errors, with every status
       */
      temporary_errors?: FinalErrors;
    };
  };
}
/**
 * A service to connect to, from the catalog or defined by the tenant: its endpoints, and what it does differently from the standards.
 */
export interface Provider {
  type: 'provider';
  /**
   * Its name in URLs, such as acme-crm
   */
  id: string;
  attributes?: {
    name?: string;
    category?: CatalogCategory;
    /**
     * Background color of its badge, on which white text is readable
     */
    color?: string;
    /**
     * Text of its badge
     */
    initials?: string;
    /**
     * The provider's documentation page
     */
    documentation_url?: DocumentationUrl;
    /**
     * When the entry was last checked against the provider's documentation
     */
    checked_on?: CatalogDate;
    sources?: CatalogSources;
    unconfirmed?: UnconfirmedFacts;
    /**
     * How to register an app or create a key
     */
    registration?: {
      url: string;
      steps: SetupSteps;
    };
    /**
     * How requests are authenticated. Default: oauth2
     */
    authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic';
    api_key?: {
      /**
       * What the provider calls it
       */
      label: string;
      /**
       * Where to find it
       */
      where?: string;
    };
    basic?: {
      /**
       * What the username is
       */
      username: string;
      /**
       * What the password is
       */
      password: string;
      /**
       * Where to find them
       */
      where?: string;
    };
    /**
     * The access token, if it is entered when an account is connected
     */
    oauth1_token?: {
      /**
       * What the provider calls it
       */
      access_token: string;
      /**
       * What the provider calls its secret
       */
      token_secret: string;
      /**
       * Where to find them
       */
      where?: string;
    };
    /**
     * The supported grant types that the provider documents
     *
     * @minItems 1
     */
    grant_types?: (
      | 'authorization_code'
      | 'client_credentials'
      | 'device_code'
      | 'password'
      | 'jwt_bearer'
      | 'token_exchange'
    )[];
    /**
     * Placeholders such as {subdomain} are filled in from the credential's parameters
     */
    authorization_url?: string;
    /**
     * Device authorization endpoint (RFC 8628, 3.1)
     */
    device_authorization_url?: string;
    /**
     * Token endpoint
     */
    token_url?: string;
    /**
     * Only if it differs from token_url
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
     * Userinfo endpoint
     */
    userinfo_url?: string;
    /**
     * URL of the key set for verifying its tokens
     */
    jwks_url?: string;
    /**
     * Issuer, as in its tokens and the iss parameter
     */
    issuer?: string;
    /**
     * Base URL of its API, if it is the same for all accounts
     */
    base_uri?: string;
    /**
     * Separator between scopes in authorization requests. Default: a space
     */
    scope_separator?: ' ' | ',' | '+' | ';';
    client_authentication?: ClientAuthentication;
    token_request_format?: TokenRequestFormat;
    /**
     * Whether it documents PKCE with S256; false if it refuses or ignores PKCE or does not mention it
     */
    pkce?: boolean;
    /**
     * Sent with every authorization request
     */
    authorization_params?: RequestParams;
    /**
     * Sent with every token request except refreshes
     */
    token_params?: RequestParams;
    /**
     * Additional parameters of refresh requests
     */
    refresh_params?: RequestParams;
    /**
     * Whether refresh requests must include the scopes
     */
    refresh_scope?: boolean;
    /**
     * The placeholders in its URLs, parameters and claims
     */
    parameters?: CatalogParameters;
    /**
     * Its most used scopes
     *
     * @minItems 1
     * @maxItems 10
     */
    scopes?: {
      name: string;
      description: string;
    }[];
    /**
     * Default if the credential has none
     *
     * @minItems 1
     * @maxItems 200
     */
    default_scopes?: string[];
    /**
     * Default with the grant type client_credentials, if it differs from default_scopes
     *
     * @maxItems 200
     */
    client_credentials_scopes?: string[];
    /**
     * When it issues a refresh token: always, with the default scopes, with the authorization or token parameters, or never by default. Omitted if it is unknown. A connection without a refresh token is accepted only with never or if it is unknown.
     */
    refresh_token?: 'always' | 'with_scope' | 'with_params' | 'never';
    /**
     * Whether each refresh issues a new refresh token and invalidates the old one
     */
    rotates_refresh_token?: boolean;
    /**
     * Seconds that a replaced refresh token still works
     */
    refresh_token_grace?: number;
    /**
     * Lifetime of an access token in seconds, for responses that do not contain it
     */
    access_token_lifetime?: LifetimeSeconds;
    /**
     * Useful token response fields beyond RFC 6749. These are always returned with the token. Other fields are omitted if they look like a refresh token, client secret or ID token
     *
     * @maxItems 50
     */
    extra_fields?: string[];
    /**
     * The token response field with the base URL of the API
     */
    api_base_field?: string;
    /**
     * How API requests carry the token, if not as Authorization: Bearer
     */
    request?: {
      in: 'header' | 'query';
      name: string;
      prefix?: string;
    };
    /**
     * Where the account's ID is, for credentials without a user ID mapper: a JSONata expression over the userinfo response or, without userinfo_url, the token response. $$ is the user ID mapper's input, such as $$.id_token.sub
     */
    user_id_expression?: string;
    /**
     * Its webhook signature scheme, if it is a supported one
     */
    webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
    /**
     * Known pitfalls
     */
    notes?: string;
    token_request_method?: TokenRequestMethod;
    /**
     * Additional headers of token and revocation requests
     */
    token_headers?: RequestHeaders;
    /**
     * The grant_type of token requests, if the provider has its own name for it, such as account_credentials
     */
    token_grant_type?: ParameterName;
    /**
     * The parameter with the client ID, if it is not client_id
     */
    client_id_name?: ParameterName;
    /**
     * The parameter with the client secret, if it is not client_secret
     */
    client_secret_name?: ParameterName;
    basic_encoding?: BasicEncoding;
    empty_secret?: EmptySecret;
    client_assertion?: ClientAssertion;
    jwt_grant?: JwtGrant;
    dpop?: Dpop;
    scope_parameter?: ScopeParameter;
    revocation?: RevocationSettings;
    callback?: CallbackSettings;
    token_response?: TokenResponseSettings;
    /**
     * Seconds from its issue until a refresh token expires, for responses that do not contain them
     */
    refresh_token_lifetime?: LifetimeSeconds;
    /**
     * Seconds without a refresh after which a refresh token expires
     */
    refresh_token_idle_lifetime?: LifetimeSeconds;
    token_exchange?: TokenExchange;
    account_lookup?: AccountLookup;
    oauth1?: Oauth1Settings;
    final_errors?: FinalErrors;
    /**
     * The provider's own errors that mean that it is unavailable or asks for fewer requests, so that the request is sent again later. As final_errors, with every status
     */
    temporary_errors?: FinalErrors;
    /**
     * Whether it comes from the catalog
     */
    built_in?: boolean;
    /**
     * null for providers of the catalog
     */
    created_at?: string | null;
    updated_at?: string | null;
  };
  links: ResourceLinks;
}
/**
 * The document for changing a provider. Omitted attributes stay unchanged; null removes one.
 */
export interface ProviderUpdate {
  data: {
    type: 'provider';
    /**
     * Its name in URLs, such as acme-crm
     */
    id?: string;
    attributes?: {
      name?: string;
      category?: CatalogCategory | null;
      /**
       * Background color of its badge, on which white text is readable
       */
      color?: string | null;
      /**
       * Text of its badge
       */
      initials?: string | null;
      /**
       * The provider's documentation page
       */
      documentation_url?: DocumentationUrl | null;
      /**
       * When the entry was last checked against the provider's documentation
       */
      checked_on?: CatalogDate | null;
      sources?: CatalogSources | null;
      unconfirmed?: UnconfirmedFacts | null;
      /**
       * How to register an app or create a key
       */
      registration?: {
        url: string;
        steps: SetupSteps;
      } | null;
      /**
       * How requests are authenticated. Default: oauth2
       */
      authentication_type?: 'oauth2' | 'oauth1' | 'api_key' | 'basic' | null;
      api_key?: {
        /**
         * What the provider calls it
         */
        label: string;
        /**
         * Where to find it
         */
        where?: string;
      } | null;
      basic?: {
        /**
         * What the username is
         */
        username: string;
        /**
         * What the password is
         */
        password: string;
        /**
         * Where to find them
         */
        where?: string;
      } | null;
      /**
       * The access token, if it is entered when an account is connected
       */
      oauth1_token?: {
        /**
         * What the provider calls it
         */
        access_token: string;
        /**
         * What the provider calls its secret
         */
        token_secret: string;
        /**
         * Where to find them
         */
        where?: string;
      } | null;
      /**
       * The supported grant types that the provider documents
       *
       * @minItems 1
       */
      grant_types?:
        | (
            | 'authorization_code'
            | 'client_credentials'
            | 'device_code'
            | 'password'
            | 'jwt_bearer'
            | 'token_exchange'
          )[]
        | null;
      /**
       * Placeholders such as {subdomain} are filled in from the credential's parameters
       */
      authorization_url?: string | null;
      /**
       * Device authorization endpoint (RFC 8628, 3.1)
       */
      device_authorization_url?: string | null;
      /**
       * Token endpoint
       */
      token_url?: string | null;
      /**
       * Only if it differs from token_url
       */
      refresh_url?: string | null;
      /**
       * RFC 7009
       */
      revocation_url?: string | null;
      /**
       * RFC 7662
       */
      introspection_url?: string | null;
      /**
       * Userinfo endpoint
       */
      userinfo_url?: string | null;
      /**
       * URL of the key set for verifying its tokens
       */
      jwks_url?: string | null;
      /**
       * Issuer, as in its tokens and the iss parameter
       */
      issuer?: string | null;
      /**
       * Base URL of its API, if it is the same for all accounts
       */
      base_uri?: string | null;
      /**
       * Separator between scopes in authorization requests. Default: a space
       */
      scope_separator?: ' ' | ',' | '+' | ';' | null;
      client_authentication?: ClientAuthentication | null;
      token_request_format?: TokenRequestFormat | null;
      /**
       * Whether it documents PKCE with S256; false if it refuses or ignores PKCE or does not mention it
       */
      pkce?: boolean | null;
      /**
       * Sent with every authorization request
       */
      authorization_params?: RequestParams | null;
      /**
       * Sent with every token request except refreshes
       */
      token_params?: RequestParams | null;
      /**
       * Additional parameters of refresh requests
       */
      refresh_params?: RequestParams | null;
      /**
       * Whether refresh requests must include the scopes
       */
      refresh_scope?: boolean | null;
      /**
       * The placeholders in its URLs, parameters and claims
       */
      parameters?: CatalogParameters | null;
      /**
       * Its most used scopes
       *
       * @minItems 1
       * @maxItems 10
       */
      scopes?:
        | {
            name: string;
            description: string;
          }[]
        | null;
      /**
       * Default if the credential has none
       *
       * @minItems 1
       * @maxItems 200
       */
      default_scopes?: string[] | null;
      /**
       * Default with the grant type client_credentials, if it differs from default_scopes
       *
       * @maxItems 200
       */
      client_credentials_scopes?: string[] | null;
      /**
       * When it issues a refresh token: always, with the default scopes, with the authorization or token parameters, or never by default. Omitted if it is unknown. A connection without a refresh token is accepted only with never or if it is unknown.
       */
      refresh_token?: 'always' | 'with_scope' | 'with_params' | 'never' | null;
      /**
       * Whether each refresh issues a new refresh token and invalidates the old one
       */
      rotates_refresh_token?: boolean | null;
      /**
       * Seconds that a replaced refresh token still works
       */
      refresh_token_grace?: number | null;
      /**
       * Lifetime of an access token in seconds, for responses that do not contain it
       */
      access_token_lifetime?: LifetimeSeconds | null;
      /**
       * Useful token response fields beyond RFC 6749. These are always returned with the token. Other fields are omitted if they look like a refresh token, client secret or ID token
       *
       * @maxItems 50
       */
      extra_fields?: string[] | null;
      /**
       * The token response field with the base URL of the API
       */
      api_base_field?: string | null;
      /**
       * How API requests carry the token, if not as Authorization: Bearer
       */
      request?: {
        in: 'header' | 'query';
        name: string;
        prefix?: string;
      } | null;
      /**
       * Where the account's ID is, for credentials without a user ID mapper: a JSONata expression over the userinfo response or, without userinfo_url, the token response. $$ is the user ID mapper's input, such as $$.id_token.sub
       */
      user_id_expression?: string | null;
      /**
       * Its webhook signature scheme, if it is a supported one
       */
      webhook_scheme?: 'standard' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot' | null;
      /**
       * Known pitfalls
       */
      notes?: string | null;
      token_request_method?: TokenRequestMethod | null;
      /**
       * Additional headers of token and revocation requests
       */
      token_headers?: RequestHeaders | null;
      /**
       * The grant_type of token requests, if the provider has its own name for it, such as account_credentials
       */
      token_grant_type?: ParameterName | null;
      /**
       * The parameter with the client ID, if it is not client_id
       */
      client_id_name?: ParameterName | null;
      /**
       * The parameter with the client secret, if it is not client_secret
       */
      client_secret_name?: ParameterName | null;
      basic_encoding?: BasicEncoding | null;
      empty_secret?: EmptySecret | null;
      client_assertion?: ClientAssertion | null;
      jwt_grant?: JwtGrant | null;
      dpop?: Dpop | null;
      scope_parameter?: ScopeParameter | null;
      revocation?: RevocationSettings | null;
      callback?: CallbackSettings | null;
      token_response?: TokenResponseSettings | null;
      /**
       * Seconds from its issue until a refresh token expires, for responses that do not contain them
       */
      refresh_token_lifetime?: LifetimeSeconds | null;
      /**
       * Seconds without a refresh after which a refresh token expires
       */
      refresh_token_idle_lifetime?: LifetimeSeconds | null;
      token_exchange?: TokenExchange | null;
      account_lookup?: AccountLookup | null;
      oauth1?: Oauth1Settings | null;
      final_errors?: FinalErrors | null;
      /**
       * The provider's own errors that mean that it is unavailable or asks for fewer requests, so that the request is sent again later. As final_errors, with every status
       */
      temporary_errors?: FinalErrors | null;
    };
  };
}
/**
 * A request to a webhook's endpoint that was rejected.
 */
export interface RejectedRequest {
  type: 'rejected-request';
  id: Id;
  attributes?: {
    /**
     * action: it was sent to `/actions` of the endpoint
     */
    kind?: 'event' | 'action';
    /**
     * The code of the error in the response
     */
    code?: string;
    /**
     * Why it was rejected, as text
     */
    reason?: string;
    method?: string;
    /**
     * The address of the sender, or of the last proxy that is not trusted
     */
    ip_address?: string | null;
    /**
     * The request's headers. If the value could be a secret, only its length is shown, such as `(71 characters)`
     */
    headers?: {
      [k: string]: string | undefined;
    };
    /**
     * The size of the body in bytes; null if it is unknown because the body was not read
     */
    body_bytes?: number | null;
    received_at?: string;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
}
/**
 * The document for replaying a webhook's events.
 */
export interface ReplayCreate {
  data: {
    type: 'replay';
    attributes: {
      /**
       * Replay events received at or after this time, oldest first
       */
      since: string;
      /**
       * Replay events received before this time. Default: when the replay was created
       */
      until?: string;
      /**
       * Replay events in these states. Default: undelivered events, which are pending (waiting for another attempt) and failed (no attempts left)
       *
       * @minItems 1
       */
      states?: ('pending' | 'failed' | 'delivered' | 'duplicate' | 'filtered')[];
      /**
       * Replay events of these types, as the webhook's parser returned them. With * at the end, the type begins with the text before, as in the types of a filter. Default: all events, also unparsed ones
       *
       * @minItems 1
       * @maxItems 50
       */
      types?: string[];
      /**
       * Replay events whose body or parsed data contains this text, ignoring case. Bodies that are not text are not searched. Default: all events
       */
      search?: string;
    };
  };
}
/**
 * A replay of a webhook's events.
 */
export interface Replay {
  type: 'replay';
  id: Id;
  attributes?: {
    /**
     * running: events are scheduled for delivery in the background, up to a thousand at a time
     */
    state?: 'running' | 'finished' | 'stopped';
    /**
     * Replay events received at or after this time, oldest first
     */
    since?: string;
    /**
     * Replay events received before this time. Default: when the replay was created
     */
    until?: string;
    /**
     * Replay events in these states. Default: undelivered events, which are pending (waiting for another attempt) and failed (no attempts left)
     *
     * @minItems 1
     */
    states?: ('pending' | 'failed' | 'delivered' | 'duplicate' | 'filtered')[];
    /**
     * Replay events of these types, as the webhook's parser returned them. With * at the end, the type begins with the text before, as in the types of a filter. Default: all events, also unparsed ones
     *
     * @minItems 1
     * @maxItems 50
     */
    types?: string[] | null;
    /**
     * Replay events whose body or parsed data contains this text, ignoring case. Bodies that are not text are not searched. Default: all events
     */
    search?: string | null;
    /**
     * Number of events that match, including those already replayed; null while they are being counted
     */
    total?: number | null;
    /**
     * Number of events scheduled for delivery so far
     */
    replayed?: number;
    /**
     * @deprecated
     * Deprecated, always null: a single replay includes all events
     */
    next_since?: null;
    /**
     * When it finished or was stopped
     */
    finished_at?: string | null;
    created_at?: Time;
    updated_at?: Time;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for stopping a replay.
 */
export interface ReplayUpdate {
  data: {
    type: 'replay';
    id?: Id;
    attributes?: {
      /**
       * stopped ends the replay. Events that it has already scheduled are still delivered
       */
      state?: 'running' | 'finished' | 'stopped';
    };
  };
}
/**
 * The document for creating a role.
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
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a role. Omitted attributes stay unchanged.
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
 * The document for creating a scope.
 */
export interface ScopeCreate {
  data: {
    type: 'scope';
    attributes: {
      /**
       * Name that apps request. `manage.x` includes and defines `read.x`, `create.x`, `update.x` and `delete.x`
       */
      name: string;
      /**
       * Description on the consent page
       */
      description: string;
    };
  };
}
/**
 * A scope that OAuth apps can request, defined by the tenant or the platform. Its ID is its name.
 */
export interface Scope {
  type: 'scope';
  id: string;
  attributes?: {
    name?: string;
    /**
     * Description on the consent page
     */
    description?: string;
    /**
     * Whether the platform defines the scope
     */
    built_in?: boolean;
    /**
     * null for scopes defined by the platform
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
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a scope. Omitted attributes stay unchanged.
 */
export interface ScopeUpdate {
  data: {
    type: 'scope';
    id?: string;
    attributes?: {
      /**
       * Description on the consent page
       */
      description?: string;
    };
  };
}
/**
 * A sender preset as a file: the built-in ones in seeds/senders, and those in SENDERS_DIR.
 */
export interface SenderEntry {
  name: string;
  category?: CatalogCategory;
  /**
   * The sender's documentation of its signatures or of webhooks in general
   */
  documentation_url?: DocumentationUrl;
  /**
   * When the preset was last checked against the sender's documentation
   */
  checked_on?: CatalogDate;
  sources?: CatalogSources;
  unconfirmed?: UnconfirmedFacts;
  /**
   * Where to enter the endpoint at the sender
   */
  registration?: {
    url?: DocumentationUrl;
    steps: SetupSteps;
    /**
     * The sender shows the secret only after the endpoint was entered there, so the webhook is created with `secret` null. If omitted, the secret is known before
     */
    shows_secret?: true;
  };
  /**
   * What the webhook's `secret` is at the sender, and where it comes from. If omitted, the webhook has none: the sender is verified with the keys that it publishes
   */
  secret_description?: string;
  /**
   * Values that only the person who creates the webhook knows. In `config_services`, `{name}` as a whole string stands for each
   */
  parameters?: CatalogParameters;
  config_services: SenderConfigServices;
  deduplication?: WebhookDeduplication;
  response?: WebhookResponse;
  /**
   * Requests that a webhook with this preset and the secret of the sample accepts, each of another event type. `valetkey trigger` sends the first one by default
   *
   * @maxItems 10
   */
  samples?: SenderSample[];
  /**
   * What else to know
   */
  notes?: string;
}
/**
 * The `config_services` of a webhook. Replace `{name}` by the value of each parameter
 */
export interface SenderConfigServices {
  webhook_parser?: {
    [k: string]: unknown | undefined;
  };
  action_callback_parser?: {
    [k: string]: unknown | undefined;
  };
  webhook_event_verification?: {
    [k: string]: unknown | undefined;
  };
  webhook_handshake?: {
    [k: string]: unknown | undefined;
  };
}
/**
 * How duplicate requests are detected. If omitted, by the sender's ID, or by its timestamp and the body; never by the body alone. The id that the parser extracts is compared in addition
 */
export interface WebhookDeduplication {
  by: 'id' | 'body' | 'expression' | 'none';
}
/**
 * The response to the sender when an event is accepted. The event's ID is in the Webhook-Id header
 */
export interface WebhookResponse {
  /**
   * 204 has no body
   */
  status: 200 | 201 | 202 | 204;
  /**
   * Default text/plain. The encoding is UTF-8
   */
  content_type?: 'application/json' | 'text/plain' | 'application/xml' | 'text/xml';
  /**
   * Sent unchanged. With expression, the response if it fails. Default empty
   */
  body?: string;
  /**
   * How expression reads the request's body. Default json. slack: JSON in the form field payload
   */
  format?: 'json' | 'form' | 'slack' | 'xml';
  /**
   * A JSONata expression on { id, body, headers } that returns the body, up to 10,000 characters: a string, or any value with content_type application/json, which is then sent as JSON. Evaluated once the event is stored. If it fails or takes more than two seconds, body is sent
   */
  expression?: string;
}
export interface SenderSample {
  /**
   * The event type, as the preset's parser finds it
   */
  type: string;
  /**
   * Action requests are sent to `/actions`. Default: event
   */
  kind?: 'event' | 'action';
  /**
   * Where the sender publishes the request with its signature. If omitted, the sample was signed for the preset
   */
  source_url?: DocumentationUrl;
  method: 'POST';
  /**
   * The URL that was signed, for senders that sign it
   */
  url?: string;
  headers: {
    [k: string]: string | undefined;
  };
  body: string;
  /**
   * Everyone who can read the preset can read it, so do not use the secret of a webhook
   */
  secret?: string;
  /**
   * When it was signed, for senders that sign the time
   */
  sent_at?: string;
  /**
   * What the sender publishes for this sample, by URL: a key set (RFC 7517) or a certificate (PEM)
   */
  keys?: {
    [k: string]: string | undefined;
  };
}
/**
 * The document for defining a sender preset.
 */
export interface SenderCreate {
  data: {
    type: 'sender';
    /**
     * Its name in URLs, such as github
     */
    id: string;
    attributes: {
      name: string;
      category?: CatalogCategory;
      /**
       * The sender's documentation of its signatures or of webhooks in general
       */
      documentation_url?: DocumentationUrl;
      /**
       * When the preset was last checked against the sender's documentation
       */
      checked_on?: CatalogDate;
      sources?: CatalogSources;
      unconfirmed?: UnconfirmedFacts;
      /**
       * Where to enter the endpoint at the sender
       */
      registration?: {
        url?: DocumentationUrl;
        steps: SetupSteps;
        /**
         * The sender shows the secret only after the endpoint was entered there, so the webhook is created with `secret` null. If omitted, the secret is known before
         */
        shows_secret?: true;
      };
      /**
       * What the webhook's `secret` is at the sender, and where it comes from. If omitted, the webhook has none: the sender is verified with the keys that it publishes
       */
      secret_description?: string;
      /**
       * Values that only the person who creates the webhook knows. In `config_services`, `{name}` as a whole string stands for each
       */
      parameters?: CatalogParameters;
      config_services: SenderConfigServices1;
      deduplication?: WebhookDeduplication;
      response?: WebhookResponse;
      /**
       * Requests that a webhook with this preset and the secret of the sample accepts, each of another event type. `valetkey trigger` sends the first one by default
       *
       * @maxItems 10
       */
      samples?: SenderSample1[];
      /**
       * What else to know
       */
      notes?: string;
    };
  };
}
/**
 * The `config_services` of a webhook. Replace `{name}` by the value of each parameter
 */
export interface SenderConfigServices1 {
  webhook_parser?: {
    [k: string]: unknown | undefined;
  };
  action_callback_parser?: {
    [k: string]: unknown | undefined;
  };
  webhook_event_verification?: {
    [k: string]: unknown | undefined;
  };
  webhook_handshake?: {
    [k: string]: unknown | undefined;
  };
}
export interface SenderSample1 {
  /**
   * The event type, as the preset's parser finds it
   */
  type: string;
  /**
   * Action requests are sent to `/actions`. Default: event
   */
  kind?: 'event' | 'action';
  /**
   * Where the sender publishes the request with its signature. If omitted, the sample was signed for the preset
   */
  source_url?: DocumentationUrl;
  method: 'POST';
  /**
   * The URL that was signed, for senders that sign it
   */
  url?: string;
  headers: {
    [k: string]: string | undefined;
  };
  body: string;
  /**
   * Everyone who can read the preset can read it, so do not use the secret of a webhook
   */
  secret?: string;
  /**
   * When it was signed, for senders that sign the time
   */
  sent_at?: string;
  /**
   * What the sender publishes for this sample, by URL: a key set (RFC 7517) or a certificate (PEM)
   */
  keys?: {
    [k: string]: string | undefined;
  };
}
/**
 * A preset for the webhooks of one sender, built in or defined by the tenant: how it signs, and what else its requests need. The members that a webhook also has can be copied into one unchanged.
 */
export interface Sender {
  type: 'sender';
  /**
   * Its name in URLs, such as github
   */
  id: string;
  attributes?: {
    name?: string;
    category?: CatalogCategory;
    /**
     * The sender's documentation of its signatures or of webhooks in general
     */
    documentation_url?: DocumentationUrl;
    /**
     * When the preset was last checked against the sender's documentation
     */
    checked_on?: CatalogDate;
    sources?: CatalogSources;
    unconfirmed?: UnconfirmedFacts;
    /**
     * Where to enter the endpoint at the sender
     */
    registration?: {
      url?: DocumentationUrl;
      steps: SetupSteps;
      /**
       * The sender shows the secret only after the endpoint was entered there, so the webhook is created with `secret` null. If omitted, the secret is known before
       */
      shows_secret?: true;
    };
    /**
     * What the webhook's `secret` is at the sender, and where it comes from. If omitted, the webhook has none: the sender is verified with the keys that it publishes
     */
    secret_description?: string;
    /**
     * Values that only the person who creates the webhook knows. In `config_services`, `{name}` as a whole string stands for each
     */
    parameters?: CatalogParameters;
    /**
     * As in a webhook
     */
    authentication?: 'signature';
    config_services?: SenderConfigServices2;
    deduplication?: WebhookDeduplication;
    response?: WebhookResponse;
    /**
     * Requests that a webhook with this preset and the secret of the sample accepts, each of another event type. `valetkey trigger` sends the first one by default
     *
     * @maxItems 10
     */
    samples?: SenderSample2[];
    /**
     * What else to know
     */
    notes?: string;
    /**
     * Whether all tenants have it
     */
    built_in?: boolean;
    /**
     * null for built-in presets
     */
    created_at?: string | null;
    updated_at?: string | null;
  };
  links: ResourceLinks;
}
/**
 * The `config_services` of a webhook. Replace `{name}` by the value of each parameter
 */
export interface SenderConfigServices2 {
  webhook_parser?: {
    [k: string]: unknown | undefined;
  };
  action_callback_parser?: {
    [k: string]: unknown | undefined;
  };
  webhook_event_verification?: {
    [k: string]: unknown | undefined;
  };
  webhook_handshake?: {
    [k: string]: unknown | undefined;
  };
}
export interface SenderSample2 {
  /**
   * The event type, as the preset's parser finds it
   */
  type: string;
  /**
   * Action requests are sent to `/actions`. Default: event
   */
  kind?: 'event' | 'action';
  /**
   * Where the sender publishes the request with its signature. If omitted, the sample was signed for the preset
   */
  source_url?: DocumentationUrl;
  method: 'POST';
  /**
   * The URL that was signed, for senders that sign it
   */
  url?: string;
  headers: {
    [k: string]: string | undefined;
  };
  body: string;
  /**
   * Everyone who can read the preset can read it, so do not use the secret of a webhook
   */
  secret?: string;
  /**
   * When it was signed, for senders that sign the time
   */
  sent_at?: string;
  /**
   * What the sender publishes for this sample, by URL: a key set (RFC 7517) or a certificate (PEM)
   */
  keys?: {
    [k: string]: string | undefined;
  };
}
/**
 * The document for changing a sender preset. Omitted attributes stay unchanged; null removes one.
 */
export interface SenderUpdate {
  data: {
    type: 'sender';
    /**
     * Its name in URLs, such as github
     */
    id?: string;
    attributes?: {
      name?: string;
      category?: CatalogCategory | null;
      /**
       * The sender's documentation of its signatures or of webhooks in general
       */
      documentation_url?: DocumentationUrl | null;
      /**
       * When the preset was last checked against the sender's documentation
       */
      checked_on?: CatalogDate | null;
      sources?: CatalogSources | null;
      unconfirmed?: UnconfirmedFacts | null;
      /**
       * Where to enter the endpoint at the sender
       */
      registration?: {
        url?: DocumentationUrl;
        steps: SetupSteps;
        /**
         * The sender shows the secret only after the endpoint was entered there, so the webhook is created with `secret` null. If omitted, the secret is known before
         */
        shows_secret?: true;
      } | null;
      /**
       * What the webhook's `secret` is at the sender, and where it comes from. If omitted, the webhook has none: the sender is verified with the keys that it publishes
       */
      secret_description?: string | null;
      /**
       * Values that only the person who creates the webhook knows. In `config_services`, `{name}` as a whole string stands for each
       */
      parameters?: CatalogParameters | null;
      config_services?: SenderConfigServices3;
      deduplication?: WebhookDeduplication | null;
      response?: WebhookResponse | null;
      /**
       * Requests that a webhook with this preset and the secret of the sample accepts, each of another event type. `valetkey trigger` sends the first one by default
       *
       * @maxItems 10
       */
      samples?: SenderSample3[] | null;
      /**
       * What else to know
       */
      notes?: string | null;
    };
  };
}
/**
 * The `config_services` of a webhook. Replace `{name}` by the value of each parameter
 */
export interface SenderConfigServices3 {
  webhook_parser?: {
    [k: string]: unknown | undefined;
  };
  action_callback_parser?: {
    [k: string]: unknown | undefined;
  };
  webhook_event_verification?: {
    [k: string]: unknown | undefined;
  };
  webhook_handshake?: {
    [k: string]: unknown | undefined;
  };
}
export interface SenderSample3 {
  /**
   * The event type, as the preset's parser finds it
   */
  type: string;
  /**
   * Action requests are sent to `/actions`. Default: event
   */
  kind?: 'event' | 'action';
  /**
   * Where the sender publishes the request with its signature. If omitted, the sample was signed for the preset
   */
  source_url?: DocumentationUrl;
  method: 'POST';
  /**
   * The URL that was signed, for senders that sign it
   */
  url?: string;
  headers: {
    [k: string]: string | undefined;
  };
  body: string;
  /**
   * Everyone who can read the preset can read it, so do not use the secret of a webhook
   */
  secret?: string;
  /**
   * When it was signed, for senders that sign the time
   */
  sent_at?: string;
  /**
   * What the sender publishes for this sample, by URL: a key set (RFC 7517) or a certificate (PEM)
   */
  keys?: {
    [k: string]: string | undefined;
  };
}
/**
 * A request to a provider's API to sign: with OAuth 1.0, or with a proof of the key that the access token is bound to (RFC 9449).
 */
export interface SignatureCreate {
  data: {
    type: 'signature';
    attributes: {
      /**
       * HTTP method of the request
       */
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
      /**
       * URL of the request, with its query
       */
      url: string;
      /**
       * Body of the request, if its content type is application/x-www-form-urlencoded. Other bodies are not signed. OAuth 1.0 only
       */
      form?: string;
      /**
       * The last DPoP-Nonce that the API has returned (RFC 9449, 9), if it requires one. Tokens that are bound to a key only
       */
      nonce?: string;
    };
  };
}
/**
 * A signed request to a provider's API. It can be sent once, within a few minutes.
 */
export interface Signature {
  type: 'signature';
  id: Id;
  attributes?: {
    /**
     * Send the request to this URL, unchanged. With the transmission query, it has the signature
     */
    url?: string;
    /**
     * The Authorization header; null if the URL has the signature
     */
    authorization?: string | null;
    /**
     * The DPoP header (RFC 9449, 7.1). Only if the access token is bound to a key, which stays on the server. The Authorization header then contains the token
     */
    dpop?: string;
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
}
/**
 * The document for rotating a webhook's signing secret.
 */
export interface SigningSecretCreate {
  data: {
    type: 'signing-secret';
    attributes?: {
      /**
       * Seconds for which deliveries are also signed with the previous secret. Default 0
       */
      overlap?: number;
    };
  };
}
/**
 * A new signing secret for a webhook's deliveries.
 */
export interface SigningSecret {
  type: 'signing-secret';
  id: Id;
  attributes?: {
    /**
     * In Standard Webhooks format. Never returned again
     */
    signing_secret?: string;
    /**
     * Until when deliveries are also signed with the previous secret
     */
    previous_until?: string | null;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
}
/**
 * Number of resources in a tenant by state, and activity in the last 24 hours.
 */
export interface Statistics {
  type: 'statistics';
  id: Id;
  attributes?: {
    /**
     * Credentials by state
     */
    connections?: {
      connected: number;
      pending: number;
      needs_reauthorization: number;
      error: number;
    };
    /**
     * The credentials that need attention, by condition, worst first; null without the permission tenants.credentials.get
     */
    attention?:
      | {
          /**
           * As in filter[condition] of the list of credentials
           */
          condition: 'needs_reauthorization' | 'error' | 'no_working_token' | 'ends_soon';
          /**
           * Number of credentials in this condition
           */
          count: number;
          /**
           * The most recently changed of them, or those that end first, at most 5
           *
           * @minItems 1
           * @maxItems 5
           */
          credentials: {
            id: Id;
            name: string;
            state: 'connected' | 'needs_reauthorization' | 'error';
            state_reason: string | null;
            state_reason_code: ConnectionReason | null;
            expires_at: Time | null;
            /**
             * When the connection ends or has ended; null if this is unknown
             */
            ends_at: Time | null;
          }[];
        }[]
      | null;
    /**
     * OAuth clients whose component was deleted or hidden
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
     * failing: all recent deliveries have failed
     */
    webhooks?: {
      on: number;
      off: number;
      failing: number;
    };
    /**
     * Oldest first. The last hour is still in progress. Counts are updated within half a minute
     *
     * @minItems 24
     * @maxItems 24
     */
    hours?: {
      /**
       * Start of the hour
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
 * The document for creating a tenant.
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
 * A customer of the platform. Every other resource belongs to exactly one tenant.
 */
export interface Tenant {
  type: 'tenant';
  id: Id;
  attributes?: {
    name?: string;
    /**
     * URLs that browsers can be redirected to after connecting an account. Matched exactly
     */
    return_urls?: string[];
    /**
     * Where alerts are sent, signed per Standard Webhooks. null: no alerts are sent
     */
    alert_url?: string | null;
    /**
     * Only in the response that first set alert_url: the secret that signs alerts, in Standard Webhooks format. Never returned again
     */
    alert_signing_secret?: string;
    /**
     * Only in the response that created the tenant: the creator's API key for it
     */
    api_key?: string;
    created_at?: Time;
    updated_at?: Time;
  };
  links: ResourceLinks;
}
/**
 * The document for changing a tenant. Omitted attributes stay unchanged.
 */
export interface TenantUpdate {
  data: {
    type: 'tenant';
    id?: Id;
    attributes?: {
      name?: Name;
      /**
       * URLs that browsers can be redirected to after connecting an account. Matched exactly
       *
       * @maxItems 50
       */
      return_urls?: string[];
      /**
       * Where alerts are sent, signed per Standard Webhooks. null: no alerts are sent
       */
      alert_url?: string | null;
    };
  };
}
/**
 * How requests are signed. Only with token_type oauth1
 */
export interface Oauth1Signing {
  consumer_key: string;
  signature_method: Oauth1SignatureMethod;
  realm: string | null;
  transmission: Oauth1Transmission;
}
/**
 * An access token for a credential.
 */
export interface Token {
  type: 'token';
  /**
   * The credential's ID
   */
  id: Id;
  attributes?: {
    access_token?: string;
    token_type?: string;
    /**
     * null if the token does not expire or this is unknown
     */
    expires_at?: Time | null;
    /**
     * Seconds from now
     */
    expires_in?: number | null;
    scopes?: string[] | null;
    base_uri?: string | null;
    /**
     * Values of the account that API requests need, such as realmId
     */
    account?: {
      [k: string]: string | undefined;
    };
    external_user_id?: string | null;
    /**
     * Other fields of the provider's token response, such as instance_url. request: how API requests carry the token, if not as Authorization: Bearer
     */
    extra?: {
      [k: string]: unknown | undefined;
    };
    /**
     * Further access tokens of the account, by name, such as Slack's user token. Only with token_response.additional_tokens
     */
    additional_tokens?: {
      [k: string]: AdditionalAccessToken | undefined;
    };
    /**
     * The secret of access_token. Only with token_type oauth1
     */
    token_secret?: string;
    oauth1?: Oauth1Signing;
  };
  relationships?: {
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
}
export interface AdditionalAccessToken {
  access_token?: string;
  token_type?: string;
  /**
   * null if the token does not expire or this is unknown
   */
  expires_at?: Time | null;
  scopes?: string[] | null;
}
/**
 * The document for creating a user.
 */
export interface UserCreate {
  data: {
    type: 'user';
    attributes: {
      email: string;
      /**
       * Shown until the user accepts the invitation, and afterwards if they had no account before
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
 * A member of the tenant.
 */
export interface User {
  type: 'user';
  id: Id;
  attributes?: {
    email?: string;
    name?: string | null;
    active?: boolean;
    /**
     * Whether the user has accepted the invitation to this tenant. Until then nothing can act as this user, and email and name are those of the invitation
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
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a user. Omitted attributes stay unchanged.
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
 * The token with which a sender asks a person to confirm a webhook.
 */
export interface VerificationToken {
  type: 'verification-token';
  id: Id;
  attributes?: {
    /**
     * Enter it at the sender. It is also the secret that the sender signs with
     */
    verification_token?: string;
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
      links: RelatedLinks;
    };
  };
}
/**
 * How the webhook verifies and parses events. A PATCH replaces the whole object, so omitted services are removed.
 */
export interface WebhookConfigServices {
  webhook_parser?: WebhookParser;
  action_callback_parser?: WebhookParser;
  webhook_event_verification?: WebhookEventVerification;
  webhook_handshake?: WebhookHandshake;
}
/**
 * As if omitted, but only within a time
 */
export interface DeduplicationById {
  by: 'id';
  window: WebhookDeduplicationWindow;
}
/**
 * A request with the same body as an earlier event is a duplicate, unless the sender signs an ID
 */
export interface DeduplicationByBody {
  by: 'body';
  window: WebhookDeduplicationWindow;
}
/**
 * A request for which the expression returns the same value is a duplicate, whatever IDs the sender sends. If it returns nothing or fails, duplicates are detected as if omitted. Headers are often not signed, so prefer the body
 */
export interface DeduplicationByExpression {
  by: 'expression';
  /**
   * The format of the body, as in webhook_parser; default json
   */
  format?: 'json' | 'form' | 'slack' | 'xml';
  /**
   * A JSONata expression on { body, headers } that returns a string or a number
   */
  expression: string;
  window?: WebhookDeduplicationWindow;
}
/**
 * Every request is an event of its own, also one that someone recorded and sends again while its signature is valid. Only the id that the parser extracts is compared
 */
export interface NoDeduplication {
  by: 'none';
}
/**
 * The sender's own scheme, without further settings
 */
export interface NamedVerification {
  type: 'standard_webhooks' | 'stripe' | 'github' | 'slack' | 'shopify' | 'hubspot_v3' | 'zoom';
}
/**
 * Microsoft Graph. The secret is the clientState of the subscriptions. Nothing identifies an event, so replayed requests are accepted as new events. Have the parser return an id, or set deduplication
 */
export interface MicrosoftGraphVerification {
  type: 'microsoft_graph';
  /**
   * For notifications with resource data: the encryptionCertificateId of the subscriptions. Content encrypted for another certificate is refused. If omitted, any ID is accepted. Requires the webhook's decryption_key
   *
   * @minItems 1
   * @maxItems 10
   */
  certificate_ids?: string[];
  validation_tokens?: ValidationTokens;
}
/**
 * For notifications with resource data: the request must contain validationTokens that Microsoft signed. If omitted, they are ignored
 */
export interface ValidationTokens {
  /**
   * Application (client) IDs of the apps that created the subscriptions, which the tokens have as their audience
   *
   * @minItems 1
   * @maxItems 10
   */
  app_ids: EntraId[];
  /**
   * IDs of the Microsoft Entra tenants whose notifications are accepted. Default: all
   *
   * @minItems 1
   * @maxItems 100
   */
  tenant_ids?: EntraId[];
}
/**
 * Facebook, Instagram and WhatsApp. The secret is the app secret
 */
export interface MetaVerification {
  type: 'meta';
  /**
   * The verify token entered at Meta. It is used only to verify the subscription; events are signed with the secret
   */
  verify_token: string;
}
/**
 * Time of signing, in its own header, in an element, in the body, in the query string, or in format. If omitted, requests of any age are accepted, and without an event ID, replayed requests are accepted as new events. Have the parser return an id, or set deduplication
 */
export interface HmacTimestamp {
  header?: HeaderName;
  element?: ElementName;
  pointer?: BodyPointer;
  /**
   * Query parameter with the timestamp
   */
  query?: FormFieldName;
  /**
   * Seconds or milliseconds since 1970, or a date and time as in RFC 3339
   */
  unit: 's' | 'ms' | 'rfc3339';
  /**
   * Allowed difference in seconds, in the past and in the future
   */
  tolerance: number;
}
/**
 * An HMAC scheme, declared from the sender's documentation
 */
export interface HmacVerification {
  type: 'hmac';
  /**
   * Header with the signature or signatures
   */
  header?: HeaderName;
  /**
   * Another header with signatures. One valid signature in either header is enough
   */
  second_header?: HeaderName;
  /**
   * Where the body contains the signature, instead of a header
   */
  pointer?: BodyPointer;
  /**
   * Form field with the signature, instead of a header
   */
  field?: FormFieldName;
  /**
   * Query parameter with the signature, instead of a header
   */
  query?: FormFieldName;
  /**
   * Format of a value that contains more than the signature: {signature}, {timestamp} and literal text between them
   */
  format?: string;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  /**
   * Encoding of the signature
   */
  encoding: 'hex' | 'base64' | 'base64url';
  /**
   * Template of the signed content: {body} exactly once, or {body:ALGORITHM:ENCODING} as its hash (sha1, sha256 or sha512, in hex or base64), {timestamp}, {id}, {method} in uppercase, {url} as the endpoint with its query string, {request_target} as its path and query string, {path}, {query} without the question mark, {sorted_query} as the parameters sorted and joined with &, {params} as the decoded parameters, name=value, sorted and not separated, {header:NAME}, {headers:NAME} as the headers that this header lists, name:value, sorted and joined with ;, {/pointer} for a value in a JSON body, {secret}, {form} instead of {body} for the names and values of a form's fields, sorted by name, and literal text, including line breaks
   */
  signed: string;
  /**
   * Set to false if the sender signs neither {body} nor {form}. Anyone who sees a request can then reuse its signature for another body
   */
  body_signed?: boolean;
  /**
   * Prefix of each signature. If there are several signatures, those without it are ignored
   */
  prefix?: string;
  /**
   * Separator between signatures or elements. If omitted, there is one signature, or elements are separated by commas
   */
  separator?: string;
  /**
   * Name of the elements with signatures, in a header such as t=1492774577,v1=5257a8
   */
  element?: ElementName;
  /**
   * How the key is derived from the secret
   */
  key?: 'text' | 'base64' | 'hex';
  /**
   * Prefix to remove from the secret
   */
  key_prefix?: string;
  timestamp?: HmacTimestamp;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * A hash of content that contains the secret. Prefer hmac if the sender offers both
 */
export interface HashVerification {
  type: 'hash';
  /**
   * Header with the signature or signatures
   */
  header?: HeaderName;
  /**
   * Another header with signatures. One valid signature in either header is enough
   */
  second_header?: HeaderName;
  /**
   * Where the body contains the signature, instead of a header
   */
  pointer?: BodyPointer;
  /**
   * Form field with the signature, instead of a header
   */
  field?: FormFieldName;
  /**
   * Query parameter with the signature, instead of a header
   */
  query?: FormFieldName;
  /**
   * Format of a value that contains more than the signature: {signature}, {timestamp} and literal text between them
   */
  format?: string;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  /**
   * Encoding of the signature
   */
  encoding: 'hex' | 'base64' | 'base64url';
  /**
   * Template of the signed content: {body} exactly once, or {body:ALGORITHM:ENCODING} as its hash (sha1, sha256 or sha512, in hex or base64), {timestamp}, {id}, {method} in uppercase, {url} as the endpoint with its query string, {request_target} as its path and query string, {path}, {query} without the question mark, {sorted_query} as the parameters sorted and joined with &, {params} as the decoded parameters, name=value, sorted and not separated, {header:NAME}, {headers:NAME} as the headers that this header lists, name:value, sorted and joined with ;, {/pointer} for a value in a JSON body, {secret}, {form} instead of {body} for the names and values of a form's fields, sorted by name, and literal text, including line breaks
   */
  signed: string;
  /**
   * Set to false if the sender signs neither {body} nor {form}. Anyone who sees a request can then reuse its signature for another body
   */
  body_signed?: boolean;
  /**
   * Prefix of each signature. If there are several signatures, those without it are ignored
   */
  prefix?: string;
  /**
   * Separator between signatures or elements. If omitted, there is one signature, or elements are separated by commas
   */
  separator?: string;
  /**
   * Name of the elements with signatures, in a header such as t=1492774577,v1=5257a8
   */
  element?: ElementName;
  timestamp?: HmacTimestamp;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * A signature with the sender's private key. The secret is the public key as the sender shows it: PEM, DER in base64, a JWK, or an Ed25519 key in hex
 */
export interface PublicKeyVerification {
  type: 'public_key';
  /**
   * Header with the signature or signatures
   */
  header?: HeaderName;
  /**
   * Another header with signatures. One valid signature in either header is enough
   */
  second_header?: HeaderName;
  /**
   * Where the body contains the signature, instead of a header
   */
  pointer?: BodyPointer;
  /**
   * Form field with the signature, instead of a header
   */
  field?: FormFieldName;
  /**
   * Query parameter with the signature, instead of a header
   */
  query?: FormFieldName;
  /**
   * Format of a value that contains more than the signature: {signature}, {timestamp} and literal text between them
   */
  format?: string;
  algorithm: 'ed25519' | 'ecdsa_p256_sha256' | 'rsa_sha256';
  /**
   * Encoding of the signature
   */
  encoding: 'hex' | 'base64' | 'base64url';
  /**
   * Template of the signed content: {body} exactly once, or {body:ALGORITHM:ENCODING} as its hash (sha1, sha256 or sha512, in hex or base64), {timestamp}, {id}, {method} in uppercase, {url} as the endpoint with its query string, {request_target} as its path and query string, {path}, {query} without the question mark, {sorted_query} as the parameters sorted and joined with &, {params} as the decoded parameters, name=value, sorted and not separated, {header:NAME}, {headers:NAME} as the headers that this header lists, name:value, sorted and joined with ;, {/pointer} for a value in a JSON body, {secret}, {form} instead of {body} for the names and values of a form's fields, sorted by name, and literal text, including line breaks
   */
  signed: string;
  /**
   * Set to false if the sender signs neither {body} nor {form}. Anyone who sees a request can then reuse its signature for another body
   */
  body_signed?: boolean;
  /**
   * Prefix of each signature. If there are several signatures, those without it are ignored
   */
  prefix?: string;
  /**
   * Separator between signatures or elements. If omitted, there is one signature, or elements are separated by commas
   */
  separator?: string;
  /**
   * Name of the elements with signatures, in a header such as t=1492774577,v1=5257a8
   */
  element?: ElementName;
  timestamp?: HmacTimestamp;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * The sender sends the secret itself, in a header, a query parameter, or as the password of HTTP Basic. Nothing protects the body, and replayed requests are accepted as new events unless id_header or id_pointer is set and the body is the same
 */
export interface TokenVerification {
  type: 'token';
  /**
   * Header with the secret
   */
  header?: HeaderName;
  /**
   * Query parameter of the endpoint's URL with the secret
   */
  query?: FormFieldName;
  /**
   * User name for HTTP Basic. The secret is the password
   */
  username?: string;
  /**
   * Text before the secret in the header
   */
  prefix?: string;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * A signed JWT (RFC 7519). It must have an exp claim, unless max_age is set. Without body_hash_claim, anyone who sees a request can send another body with its token until the token expires
 */
export interface JwtVerification {
  type: 'jwt';
  /**
   * Header with the JWT. If omitted, Authorization with the prefix Bearer
   */
  header?: HeaderName;
  /**
   * Text before the JWT in the header
   */
  prefix?: string;
  /**
   * Where the body contains the JWT, instead of a header
   */
  pointer?: BodyPointer;
  /**
   * Accepted algorithms. HS256, HS384 and HS512 use the secret as the key; the others use a public key, either the secret or one from jwks_url
   *
   * @minItems 1
   * @maxItems 14
   */
  algorithms: (
    | 'HS256'
    | 'HS384'
    | 'HS512'
    | 'RS256'
    | 'RS384'
    | 'RS512'
    | 'PS256'
    | 'PS384'
    | 'PS512'
    | 'ES256'
    | 'ES384'
    | 'ES512'
    | 'EdDSA'
    | 'Ed25519'
  )[];
  jwks_url?: JwksUrl;
  issuer?: string;
  audience?: string;
  claims?: JwtClaims;
  /**
   * Maximum age in seconds, from the iat claim
   */
  max_age?: number;
  /**
   * Claim with the SHA-256 hash of the body in hex
   */
  body_hash_claim?: string;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * Claims that must have exactly these values
 */
export interface JwtClaims {
  [k: string]: string | number | boolean | undefined;
}
/**
 * Amazon SNS. Messages are signed with a certificate of Amazon, so the webhook needs no secret
 */
export interface SnsVerification {
  type: 'sns';
  /**
   * The topics whose messages are accepted. Amazon signs the messages of every account
   *
   * @minItems 1
   * @maxItems 20
   */
  topic_arns: string[];
}
/**
 * PayPal. Events are signed with PayPal's certificate, so the webhook needs no secret. The signature covers only a CRC-32 of the body, so anyone who sees an event can change its body without invalidating the signature
 */
export interface PaypalVerification {
  type: 'paypal';
  /**
   * ID of the webhook at PayPal
   */
  webhook_id: string;
}
/**
 * The sender authenticates by mutual TLS to a proxy in front of the server, which passes the certificate on in the header that the operator names in CLIENT_CERTIFICATE_HEADER. The webhook has no secret
 */
export interface ClientCertificateVerification {
  type: 'client_certificate';
  /**
   * SHA-256 fingerprints of accepted certificates, in hex
   *
   * @minItems 1
   * @maxItems 10
   */
  fingerprints?: string[];
  /**
   * The common name (CN) of accepted certificates. The proxy must then accept only certificates of an authority that issues this name to the sender alone
   */
  common_name?: string;
  /**
   * Header with the event's ID. It identifies replays if {id} is signed
   */
  id_header?: HeaderName;
  /**
   * Where the body contains the event's ID. It identifies replays if the signature covers it
   */
  id_pointer?: BodyPointer;
  /**
   * Other headers that describe the event. They are stored with the event and delivered
   *
   * @maxItems 10
   */
  headers?: HeaderName[];
}
/**
 * An event received by a webhook.
 */
export interface WebhookEvent {
  type: 'webhook-event';
  id: Id;
  attributes?: {
    /**
     * action: an interactive action, such as a button click at the third party, received at `/actions` of the endpoint
     */
    kind?: 'event' | 'action';
    /**
     * duplicate: the event was already received, so it is not delivered. filtered: the flow's filter does not match the event, so it is not delivered
     */
    state?: 'pending' | 'delivered' | 'failed' | 'duplicate' | 'filtered';
    /**
     * Why the last attempt failed, or why no attempt was made, as text
     */
    state_reason?: string | null;
    /**
     * The reason as a code; null if there is no reason or it was recorded before codes existed
     */
    state_reason_code?: WebhookReason | null;
    content_type?: string | null;
    /**
     * Headers that describe the event
     */
    headers?: {
      [k: string]: string | undefined;
    };
    /**
     * The event's type, as the webhook's parser returned it; null without one
     */
    event_type?: string | null;
    /**
     * The first 120 characters of the body; null if the body is not text. For further events of a request with several, the first 120 characters of the parsed data
     */
    body_preview?: string | null;
    /**
     * The body as received. Not in lists
     */
    body?: string;
    /**
     * base64 if the body is not text
     */
    body_encoding?: 'utf-8' | 'base64';
    /**
     * The parsed event. Not in lists
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
     * The user's ID at the third party
     */
    external_user_id?: string | null;
    /**
     * The key by which the flow orders the event, or `sha256:` and its hash if it is longer than 200 characters. null: delivered without order, or the key is not known yet
     */
    order_key?: string | null;
    /**
     * Number of attempts started
     */
    attempts?: number;
    /**
     * HTTP status of the target's response to the last attempt; null if there was no response, and before the first attempt has ended
     */
    last_status_code?: number | null;
    /**
     * null if there are no more attempts, and while the event waits for an earlier one
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
      links: RelatedLinks;
    };
    /**
     * The credential with that external user ID
     */
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    /**
     * The original event, if the state is duplicate
     */
    duplicate_of?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    /**
     * The event with the request that contained this one, if the parser returned a list of events. That event is one of them, too, and has the request's body
     */
    split_from?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    /**
     * The additional flow that receives this event; null: the webhook's own flow
     */
    flow?: {
      data: {
        type: 'flow';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    /**
     * The event of which this one is a copy for an additional flow of the webhook
     */
    fanned_out_from?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    /**
     * The earlier event of the same key that is delivered now, if this one waits for it
     */
    blocked_by?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for stopping the delivery of an event.
 */
export interface WebhookEventUpdate {
  data: {
    type: 'webhook-event';
    id?: Id;
    attributes?: {
      /**
       * failed stops the delivery of a pending event. An attempt in progress is completed
       */
      state?: 'pending' | 'delivered' | 'failed' | 'duplicate' | 'filtered';
    };
  };
}
/**
 * Which events a flow receives. If both members are set, an event must match both
 */
export interface WebhookFilter {
  /**
   * The event's type is one of these. With * at the end, it begins with the text before, so invoice.* matches invoice.paid, but not invoice; * alone matches every event that has a type. Requires a parser that returns the type
   *
   * @minItems 1
   * @maxItems 100
   */
  types?: string[];
  /**
   * A JSONata expression on { kind, type, id, user, data, headers }. The event matches if it returns true, and not if it returns false or nothing. With any other result, or an error, the delivery to the flow fails
   */
  expression?: string;
}
/**
 * head: an empty 200 to HEAD (Trello). crc: the HMAC-SHA256 of crc_token with the secret, as response_token (X). hook_secret: X-Hook-Secret is returned and becomes the webhook's secret, once (Asana). verification_token: verification_token in the body becomes the webhook's secret, once, and is available for entering it at the sender (Notion). discord_ping: the response to Discord's PING
 */
export interface NamedHandshake {
  type: 'head' | 'crc' | 'hook_secret' | 'verification_token' | 'discord_ping';
}
/**
 * A GET with a challenge, which is returned. Set query or header
 */
export interface GetChallenge {
  type: 'get_challenge';
  /**
   * Query parameter with the challenge
   */
  query?: HandshakeMember;
  /**
   * Header with the challenge
   */
  header?: HeaderName;
  /**
   * Returns a JSON object with the challenge as this member. If omitted, plain text
   */
  answer_member?: HandshakeMember;
}
/**
 * A POST with a challenge in a JSON object, which is returned
 */
export interface BodyChallenge {
  type: 'body_challenge';
  /**
   * Member with the challenge. Unless `when` is set, the body must have no other member
   */
  member?: HandshakeMember;
  when?: BodyChallengeCondition;
  /**
   * Returns a JSON object with the challenge as this member. If omitted, plain text
   */
  answer_member?: HandshakeMember;
  /**
   * Whether the sender does not sign this request. If omitted, it is verified like an event
   */
  unsigned?: true;
}
/**
 * How to recognize the request among others: a member of the body, or a header, with this value. Set member or header
 */
export interface BodyChallengeCondition {
  member?: HandshakeMember;
  header?: HeaderName;
  value: string;
}
/**
 * OPTIONS with WebHook-Request-Origin (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery, 4)
 */
export interface CloudEventsHandshake {
  type: 'cloudevents';
  /**
   * Origins that may send events
   *
   * @minItems 1
   * @maxItems 10
   */
  origins: string[];
}
/**
 * A SubscriptionConfirmation of Amazon SNS. Once its signature is verified, its SubscribeURL is called
 */
export interface SnsSubscription {
  type: 'sns_subscription';
  /**
   * The only topic whose subscription is confirmed
   */
  topic_arn: string;
}
/**
 * Parses the body and maps its content to an event
 */
export interface JsonataParser {
  type: 'jsonata';
  /**
   * ndjson: one JSON value per line; body is the list of them, and without an expression, each line is an event. cloudevents: a CloudEvent in its JSON format, or a list of them, in the binary, structured or batched mode; without an expression, each is an event with its type, and with its source and ID as the ID. form: application/x-www-form-urlencoded. slack: JSON, a slash command as a form, or JSON in the form field payload
   */
  format: 'json' | 'ndjson' | 'cloudevents' | 'form' | 'slack' | 'xml';
  /**
   * A JSONata expression on { body, headers } that returns { type, id, user, data }, all optional. If omitted, or without data, the whole parsed body is the data
   */
  expression?: string;
}
export interface WebhookPeriod {
  /**
   * Events received, including duplicates
   */
  events: number;
  /**
   * Duplicates among them, which are not delivered
   */
  duplicates: number;
  /**
   * Delivery attempts of these events that succeeded
   */
  deliveries_succeeded: number;
  /**
   * Delivery attempts of these events that failed
   */
  deliveries_failed: number;
  /**
   * Share of delivery attempts that succeeded; null if there was none
   */
  success_rate: number | null;
  duration: Percentiles;
  first_attempt_delay: Percentiles;
}
/**
 * How a webhook has worked in the last 24 hours.
 */
export interface WebhookStatistics {
  type: 'webhook-statistics';
  id: Id;
  attributes?: {
    /**
     * Only events received from then on are counted: 24 hours ago, or later if the webhook has received more than 5000 events since
     */
    since?: string;
    last_hour?: WebhookPeriod;
    last_day?: WebhookPeriod;
    /**
     * Requests that were rejected in the last 24 hours. Updated within a few seconds
     */
    rejected?: number;
    /**
     * By the hour in which events were received, oldest first. The last hour is still in progress
     */
    hours?: {
      hour: string;
      /**
       * Events received, including duplicates
       */
      events: number;
      /**
       * Duplicates among them, which are not delivered
       */
      duplicates: number;
      /**
       * Delivery attempts of these events that succeeded
       */
      deliveries_succeeded: number;
      /**
       * Delivery attempts of these events that failed
       */
      deliveries_failed: number;
      /**
       * Requests that were rejected
       */
      rejected: number;
    }[];
  };
  links: ResourceLinks;
}
/**
 * A sample request for testing a webhook.
 */
export interface WebhookTestCreate {
  data: {
    type: 'webhook-test';
    attributes: {
      /**
       * Default event
       */
      kind?: 'event' | 'action';
      /**
       * The body as the sender sends it
       */
      body: string;
      /**
       * Default utf-8
       */
      body_encoding?: 'utf-8' | 'base64';
      /**
       * The headers as the sender sends them
       */
      headers?: {
        [k: string]: string | undefined;
      };
      /**
       * Query string that the sender adds to the endpoint, including the question mark
       */
      query?: string;
    };
  };
}
/**
 * The result of each step for a sample. Nothing is stored or delivered.
 */
export interface WebhookTest {
  type: 'webhook-test';
  id: Id;
  attributes?: {
    /**
     * Whether the request is verified, and if not, why; null if the sender uses an access token
     */
    sender?: {
      proven: boolean;
      reason: string | null;
    } | null;
    /**
     * The response, if the sample is a verification request and not an event
     */
    handshake?: {
      content_type?: string;
      body?: string;
    } | null;
    /**
     * Headers that are stored and delivered
     */
    headers?: {
      [k: string]: string | undefined;
    };
    /**
     * The result of the parser; null if the webhook has no parser for the sample
     */
    parser?: {
      /**
       * The event, or the first one if there are several
       */
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
       * All events of the sample: several if the parser returned a list
       */
      events: {
        type?: string | null;
        id?: string | null;
        user?: string | null;
        /**
         * Any JSON
         */
        data?: {
          [k: string]: unknown | undefined;
        };
      }[];
      /**
       * Why there is no event
       */
      reason: string | null;
    } | null;
    /**
     * What the expression of the webhook's response returns; null without one
     */
    response?: WebhookTestResponse | null;
    /**
     * Which of the webhook's flows would receive the first event, its own first; empty if there is no event
     */
    flows?: WebhookTestFlow[];
  };
  relationships?: {
    webhook?: {
      data: {
        type: 'webhook';
        id: Id;
      };
      links: RelatedLinks;
    };
    /**
     * The credential that the event belongs to
     */
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
      links?: RelatedLinks;
    };
    /**
     * The event that it would be a duplicate of
     */
    duplicate_of?: {
      data: {
        type: 'webhook-event';
        id: Id;
      } | null;
      links?: RelatedLinks;
    };
  };
}
export interface WebhookTestResponse {
  body: string | null;
  /**
   * Why the expression returned no body, so that the fixed one is sent
   */
  reason: string | null;
}
export interface WebhookTestFlow {
  flow_id: Id;
  /**
   * Whether the flow's filter matches; true without a filter
   */
  matches: boolean;
  /**
   * Why the filter failed, if it did
   */
  reason: string | null;
}
/**
 * The document for creating a webhook.
 */
export interface WebhookCreate {
  data: {
    type: 'webhook';
    attributes: {
      name: Name;
      enabled?: boolean;
      /**
       * How senders authenticate: with an access token with the scope `apps.webhook:execute`, or with a signature or its equivalent
       */
      authentication: 'oauth2' | 'signature';
      config_services?: WebhookConfigServices;
      /**
       * Which events the webhook's own flow receives; null for all
       */
      filter?: WebhookFilter | null;
      /**
       * Further flows that receive the events, each as an event of its own with its own retries
       *
       * @maxItems 20
       */
      additional_flows?: {
        flow_id: Id;
        /**
         * Which events the flow receives. Default null: all
         */
        filter?: WebhookFilter | null;
      }[];
      /**
       * How duplicate requests are detected, in addition to the sender's ID; null to use only that and the sender's timestamp
       */
      deduplication?: WebhookDeduplication | null;
      /**
       * Response to senders; null for the default (202 with the event's ID, or an empty 200 for Meta, Slack and Zoom)
       */
      response?: WebhookResponse | null;
      /**
       * Response at `/actions` of the endpoint; null for an empty 200
       */
      action_response?: WebhookResponse | null;
      /**
       * Secret that the sender signs with or sends. Never returned. null if the sender shows it only after it has the endpoint: the webhook rejects all events until the secret is set. Only without a credential
       */
      secret?: string | null;
      /**
       * Private key with which Microsoft Graph's resource data is decrypted: RSA with 2048 to 4096 bits, as PEM without a passphrase. Up to three keys, one after the other, while the certificate is being replaced. Never returned
       */
      decryption_key?: string;
    };
    relationships: {
      flow: {
        data: {
          type: 'flow';
          id: GivenId;
        };
      };
      /**
       * The credential whose services and client secret are used if the webhook has none
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
 * An endpoint at which third parties trigger a flow.
 */
export interface Webhook {
  type: 'webhook';
  id: Id;
  attributes?: {
    name?: string;
    enabled?: boolean;
    /**
     * How senders authenticate: with an access token with the scope `apps.webhook:execute`, or with a signature or its equivalent
     */
    authentication?: 'oauth2' | 'signature';
    config_services?: WebhookConfigServices;
    /**
     * Which events the webhook's own flow receives; null for all
     */
    filter?: WebhookFilter | null;
    /**
     * Further flows that receive the events, each as an event of its own with its own retries
     *
     * @maxItems 20
     */
    additional_flows?: {
      flow_id: Id;
      /**
       * Which events the flow receives. Default null: all
       */
      filter?: WebhookFilter | null;
    }[];
    /**
     * How duplicate requests are detected, in addition to the sender's ID; null to use only that and the sender's timestamp
     */
    deduplication?: WebhookDeduplication | null;
    /**
     * Response to senders; null for the default (202 with the event's ID, or an empty 200 for Meta, Slack and Zoom)
     */
    response?: WebhookResponse | null;
    /**
     * Response at `/actions` of the endpoint; null for an empty 200
     */
    action_response?: WebhookResponse | null;
    /**
     * URL that senders post to. It cannot be guessed
     */
    endpoint?: string;
    /**
     * Whether the webhook rejects all events because its secret is not set yet. Handshakes that need no secret are answered
     */
    waiting_for_secret?: boolean;
    has_secret?: boolean;
    has_decryption_key?: boolean;
    /**
     * Whether the secret came in a handshake and is available as the verification token
     */
    has_verification_token?: boolean;
    /**
     * Until when signatures with the previous secret are also accepted
     */
    previous_secret_until?: string | null;
    /**
     * Secret for verifying deliveries to the flow's target (Standard Webhooks). Only in the response that created the webhook
     */
    signing_secret?: string;
    /**
     * Since when all deliveries to the webhook's own flow have failed. Starts again if none has failed for more than a day. After five days, the webhook is disabled, unless it has additional flows
     */
    failing_since?: string | null;
    /**
     * The flows to which all deliveries fail, and since when: the webhook's own and the additional ones. Failures of additional flows never disable the webhook
     */
    failing_flows?: {
      flow_id: Id;
      failing_since: string;
    }[];
    /**
     * When it was noticed that the webhook rejects all senders: at least 10 requests failed authentication in the current and the previous hour, and none was accepted. Cleared within a minute of the next accepted request
     */
    rejecting_since?: string | null;
    created_at?: string;
    updated_at?: string;
  };
  relationships?: {
    flow?: {
      data: {
        type: 'flow';
        id: Id;
      };
      links: RelatedLinks;
    };
    credential?: {
      data: {
        type: 'credential';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
    created_by?: {
      data: {
        type: 'user';
        id: Id;
      } | null;
      links: RelatedLinks;
    };
  };
  links: ResourceLinks;
}
/**
 * The document for changing a webhook.
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
       * Which events the webhook's own flow receives; null for all
       */
      filter?: WebhookFilter | null;
      /**
       * Further flows that receive the events, each as an event of its own with its own retries
       *
       * @maxItems 20
       */
      additional_flows?: {
        flow_id: Id;
        /**
         * Which events the flow receives. Default null: all
         */
        filter?: WebhookFilter | null;
      }[];
      /**
       * How duplicate requests are detected, in addition to the sender's ID; null to use only that and the sender's timestamp
       */
      deduplication?: WebhookDeduplication | null;
      /**
       * Response to senders; null for the default (202 with the event's ID, or an empty 200 for Meta, Slack and Zoom)
       */
      response?: WebhookResponse | null;
      /**
       * Response at `/actions` of the endpoint; null for an empty 200
       */
      action_response?: WebhookResponse | null;
      /**
       * Secret that the sender signs with or sends. Never returned. null removes it, so that a handshake can set another
       */
      secret?: string | null;
      /**
       * Seconds for which the previous secret is also accepted. Default 0
       */
      secret_overlap?: number;
      /**
       * Private key with which Microsoft Graph's resource data is decrypted: RSA with 2048 to 4096 bits, as PEM without a passphrase. Up to three keys, one after the other, while the certificate is being replaced. Never returned. null removes it
       */
      decryption_key?: string | null;
    };
    relationships?: {
      flow?: {
        data: {
          type: 'flow';
          id: GivenId;
        };
      };
      /**
       * The credential whose services and client secret are used if the webhook has none
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
