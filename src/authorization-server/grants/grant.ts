import type { Fields } from '../../http/index.ts';
import type { Client } from '../../oauth-apps/index.ts';
import type { TokenResponse } from '../tokens.ts';

/** The input of a grant: the authenticated app and the form of the request. */
export interface GrantRequest {
  client: Client;
  form: Fields;
  /** Milliseconds since the epoch. */
  now: number;
  requestId: string;
  /** The client IP address of the request, if known. */
  ipAddress: string | null;
}

/** The result of a grant, for the response and the audit log. */
interface Granted {
  tokens: TokenResponse;
  tenantId: string;
  /** null if the app acts as itself. */
  user: { id: string; email: string } | null;
}

/** Handles one grant type. @throws OauthError */
export type Grant = (request: GrantRequest) => Promise<Granted>;
