import type { Fields } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import type { TokenAnswer } from '../tokens.ts';

/** What a grant works with: the app, proven, and the request's form. */
export interface GrantRequest {
  client: Client;
  form: Fields;
  /** Milliseconds since the epoch. */
  now: number;
  requestId: string;
}

/** What a grant gave, to whom: for the answer and the audit log. */
export interface Granted {
  answer: TokenAnswer;
  tenantId: string;
  /** null: the app itself. */
  user: { id: string; email: string } | null;
}

/** A way to a token. @throws OauthError */
export type Grant = (request: GrantRequest) => Promise<Granted>;
