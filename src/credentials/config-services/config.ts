import type {
  IntrospectionService,
  JsonataParser,
  JsonataService,
  JwtService,
  NoService,
  UserinfoService,
} from '../../schema/index.ts';
import type { Verification } from '../../signatures/index.ts';
import type { Client } from '../token-request.ts';

/** What the token endpoint gave. */
export interface TokenSet {
  access_token: string;
  token_type: string;
  id_token?: string;
  /** The whole token answer, parsed. */
  answer: Record<string, unknown>;
}

/** Of the provider's entry or its discovery document: what holds where a service names nothing of its own. */
export interface ServiceEndpoints {
  introspection_url?: string;
  userinfo_url?: string;
  jwks_url?: string;
  issuer?: string;
}

export type ClientPair = Client;

export type TokenValidation = NoService | IntrospectionService | UserinfoService | JwtService;

export type UserIdMapper = NoService | JsonataService;

/** What `schemas/config-services.json` lets through, each service by its type. */
export interface ConfigServices {
  token_validation?: TokenValidation;
  user_id_mapper?: UserIdMapper;
  /** The others are for what arrives at webhooks. */
  action_callback_parser?: NoService | JsonataParser;
  webhook_parser?: NoService | JsonataParser;
  webhook_event_verification?: Verification;
}
