/** How the token endpoint answers, instead of properly. */
export interface Behaviour {
  /** Milliseconds before the answer. */
  delay?: number;
  /** Milliseconds after the grant was processed. */
  delayAfter?: number;
  /** It never answers. */
  never?: boolean;
  /** The connection breaks before, or after, the grant was processed. */
  resetBefore?: boolean;
  resetAfter?: boolean;
  /** This status, and nothing is processed. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  html?: boolean;
  /** An answer of so many bytes. */
  huge?: number;
  /** Form-encoded instead of JSON. */
  form?: boolean;
  /** A refusal comes with status 200. */
  errorWith200?: boolean;
  /** The JSON begins with one. */
  byteOrderMark?: boolean;
  noRefreshToken?: boolean;
  /** Members of the answer that replace the proper ones. */
  answer?: Record<string, unknown>;
}

export interface ProviderOptions {
  port?: number;
  expiresIn?: number | string | undefined;
  rotating?: boolean;
  refreshTokens?: boolean;
  clientId?: string;
  /** null: a public client. */
  clientSecret?: string | null;
  clientIn?: 'header' | 'body';
  extra?: Record<string, unknown>;
  scope?: string;
  idToken?: string;
  userinfo?: Record<string, unknown>;
  /** Members of the discovery document that replace the proper ones. */
  metadata?: Record<string, unknown>;
  /** Held up while a token is being revoked. */
  revoking?: () => Promise<void>;
  /** Why the user says no. */
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
  /** May be changed while it runs. */
  options: ProviderOptions;
  /** How often a refresh token was used. */
  refreshes(): number;
  /** Whether the family of a refresh token lives. */
  alive(refreshToken: string): boolean;
  /** The next token requests meet these, one each. */
  next(...behaviours: Behaviour[]): void;
  /** All others meet this; undefined: properly again. */
  always(behaviour: Behaviour | undefined): void;
  /** The next token request waits until it is released. */
  hold(): { arrived: Promise<void>; release(): void };
  close(): Promise<void>;
}

export function startProvider(options?: ProviderOptions): Promise<Provider>;
