/** How the token endpoint misbehaves. */
export interface Behaviour {
  /** Milliseconds before the request is processed. */
  delay?: number;
  /** Milliseconds after the grant was processed. */
  delayAfter?: number;
  /** Never responds. */
  never?: boolean;
  /** Closes the connection before or after the grant is processed. */
  resetBefore?: boolean;
  resetAfter?: boolean;
  /** Responds with this status without processing the request. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  html?: boolean;
  /** The length of the response in bytes. */
  huge?: number;
  /** Responds with a form instead of JSON. */
  form?: boolean;
  /** Responds to errors with status 200. */
  errorWith200?: boolean;
  /** Puts a byte order mark before the JSON. */
  byteOrderMark?: boolean;
  /** Compresses the response with gzip, although the request does not accept it. */
  gzip?: boolean;
  /** Closes the connection before as many bytes as announced are sent. */
  cutOff?: boolean;
  noRefreshToken?: boolean;
  /** Members that replace those of the response. */
  answer?: Record<string, unknown>;
}

export interface ProviderOptions {
  port?: number;
  expiresIn?: number | string | undefined;
  rotating?: boolean;
  refreshTokens?: boolean;
  clientId?: string;
  /** null for a public client. */
  clientSecret?: string | null;
  clientIn?: 'header' | 'body';
  extra?: Record<string, unknown>;
  scope?: string;
  idToken?: string;
  userinfo?: Record<string, unknown>;
  /** Members that replace those of the discovery document. */
  metadata?: Record<string, unknown>;
  /** Awaited before a revocation gets its response. */
  revoking?: () => Promise<void>;
  /** The user denies access, with this error_description. */
  deny?: string;
}

export interface ProviderRequest {
  path: string;
  query: string;
  form: Record<string, string>;
  authorization: string | undefined;
  headers: Record<string, string>;
  at: number;
}

export interface Provider {
  url: string;
  requests: ProviderRequest[];
  revoked: string[];
  /** Can be changed while the provider is running. */
  options: ProviderOptions;
  /** The number of refresh requests. */
  refreshes(): number;
  /** Whether the token family of a refresh token is still valid. */
  alive(refreshToken: string): boolean;
  /** Sets the behavior for the next token requests, one each. */
  next(...behaviours: Behaviour[]): void;
  /** Sets the behavior for all other token requests; undefined for the correct one. */
  always(behaviour: Behaviour | undefined): void;
  /** Makes the next token request wait until it is released. */
  hold(behaviour?: Behaviour): { arrived: Promise<void>; release(): void };
  close(): Promise<void>;
}

export function startProvider(options?: ProviderOptions): Promise<Provider>;
