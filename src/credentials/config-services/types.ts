import type {
  IntrospectionService,
  JsonataParser,
  JsonataService,
  JwtService,
  NoService,
  UserinfoService,
} from '../../schema/index.ts';
import type { ClientCertificate } from '../../http/index.ts';
import type { Handshake, Verification } from '../../signatures/index.ts';
import type { ServiceEndpoints } from '../protocol/index.ts';

export type { ServiceEndpoints };

/** Tokens from the token endpoint. */
export interface TokenSet {
  access_token: string;
  token_type: string;
  id_token?: string;
  /** The whole token response, parsed. */
  response: Record<string, unknown>;
  /** The client's certificate, to which the access token is bound (RFC 8705, 3). */
  certificate?: ClientCertificate;
}

export type TokenValidation = NoService | IntrospectionService | UserinfoService | JwtService;

export type UserIdMapper = NoService | JsonataService;

/** Validated by `schemas/config-services.json`. */
export interface ConfigServices {
  token_validation?: TokenValidation;
  user_id_mapper?: UserIdMapper;
  /** The remaining services process incoming webhook requests. */
  action_callback_parser?: NoService | JsonataParser;
  webhook_parser?: NoService | JsonataParser;
  webhook_event_verification?: Verification;
  webhook_handshake?: Handshake;
}
