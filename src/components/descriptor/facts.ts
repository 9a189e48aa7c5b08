/**
 * How a descriptor declares its OAuth client.
 * - `oauth-client`: `useOAuthClient: true`.
 * - `auth-client-types`: the newer `authClientTypes` with `oauth2` in it.
 * - `legacy`: environment variables contain the client; `migrate` converts it.
 * - `own-client`: the client is hard-coded in the file or entered with each credential.
 * - `oauth1`: OAuth 1, which OAuth clients do not support.
 * - `undecided`: it uses OAuth, but how is ambiguous; `questions` has what to clarify.
 * - `none`: no OAuth.
 */
export type DescriptorStyle =
  'oauth-client' | 'auth-client-types' | 'legacy' | 'own-client' | 'oauth1' | 'undecided' | 'none';

/** A message about a descriptor; `pointer` is a JSON pointer (RFC 6901) to an existing value. */
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

/** Two variables whose names suggest a client ID and its secret. */
export interface VariablePair {
  client_id: string;
  client_secret: string;
}

/** The names of the variables that are filled from the OAuth client. */
export interface LinkedVariables {
  client_id?: string;
  client_secret?: string;
}

/** Everything that a descriptor declares about OAuth and environment variables. */
export interface DescriptorFacts {
  /** Whether the tenant's OAuth client is used, according to the flag or `authClientTypes`. */
  usesOauthClient: boolean;
  style: DescriptorStyle;
  /** The pointer and value of the effective `useOAuthClient`, if the descriptor has it. */
  flag?: { pointer: string; value: boolean };
  /** The `oauth2` block as declared, unknown keys included. */
  oauth2?: Record<string, unknown>;
  oauth2Pointer?: string;
  /** Pointer of an `oauth1` block that is used instead of an `oauth2` block. */
  oauth1Pointer?: string;
  variables: DescriptorVariable[];
  linked: LinkedVariables;
  /** Errors that make the descriptor invalid. */
  problems: Finding[];
  /** Ambiguities that a person has to resolve; nothing is guessed. */
  questions: Finding[];
  /** What the file's author should know, but can ignore. */
  notes: Finding[];
  /** The variable pairs that a question is about. */
  candidates: VariablePair[];
}
