/**
 * Config services: what a tenant has configured to run when an account is connected. The token validation checks the
 * token (by introspection, by userinfo, or as a JWT); the user id mapper makes the external user id out of what the
 * provider told, with an expression. Pure of database and server: what they need is passed in, and every request
 * goes through the guarded client.
 */
export { ConfigServiceError, type ConfigService } from './config-service-error.ts';
export type {
  ClientPair,
  ConfigServices,
  ServiceEndpoints,
  TokenSet,
  TokenValidation,
  UserIdMapper,
} from './config.ts';
export { validateToken, type TokenValidationContext } from './token-validation.ts';
export { mapSample, mapUserId, type UserIdMapperContext } from './user-id-mapper.ts';
