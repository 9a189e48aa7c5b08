/**
 * How a descriptor says where its OAuth client comes from.
 * - `oauth-client`: `useOAuthClient: true`.
 * - `auth-client-types`: the newer `authClientTypes` with `oauth2` in it.
 * - `legacy`: environment variables hold the client; `migrate` brings it up to date.
 * - `own-client`: the client is written in the file or entered with each credential.
 * - `undecided`: OAuth is in it, but only a person can say how; `questions` tell what to settle.
 * - `none`: no OAuth.
 */
export type DescriptorStyle =
  'oauth-client' | 'auth-client-types' | 'legacy' | 'own-client' | 'undecided' | 'none';

/** Something to say about a descriptor; `pointer` is a JSON pointer (RFC 6901) to what exists in it. */
export interface Finding {
  pointer: string;
  code: string;
  message: string;
}

/** An environment variable that the descriptor declares. */
export interface DescriptorVariable {
  name: string;
  required?: boolean;
  description?: string;
}

/** Two variables that by their names hold a client id and its secret. */
export interface VariablePair {
  client_id: string;
  client_secret: string;
}

/** The names of the variables that the OAuth client fills. */
export interface LinkedVariables {
  client_id?: string;
  client_secret?: string;
}

/** All that a descriptor says about OAuth and its environment. */
export interface DescriptorFacts {
  /** Whether the tenant's OAuth client is used: the flag or `authClientTypes` says so. */
  usesOauthClient: boolean;
  style: DescriptorStyle;
  /** Where the effective `useOAuthClient` stands, and what it says; absent without one. */
  flag?: { pointer: string; value: boolean };
  /** The `oauth2` block as declared, unknown keys included. */
  oauth2?: Record<string, unknown>;
  /** Where the `oauth2` block stands. */
  oauth2Pointer?: string;
  variables: DescriptorVariable[];
  linked: LinkedVariables;
  /** Faults that make the descriptor unacceptable. */
  problems: Finding[];
  /** What only a person can settle; nothing was guessed. */
  questions: Finding[];
  /** Worth saying, no fault. */
  notes: Finding[];
  /** The pairs by name that a question is about. */
  candidates: VariablePair[];
}
