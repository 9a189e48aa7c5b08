/**
 * Config services run when an account is connected, as the tenant has configured them. The token validation checks the
 * token (by introspection, by userinfo, or as a JWT); the user ID mapper computes the external user ID from the
 * provider's data with an expression. They do not use the database or the server: everything they need is passed in,
 * and every request goes through the guarded HTTP client.
 */
export { ConfigServiceError, type ConfigService } from './config-service-error.ts';
export type { ConfigServices, ServiceEndpoints, TokenSet, TokenValidation } from './types.ts';
export { validateToken } from './token-validation.ts';
export { mapSample, mapUserId } from './user-id-mapper.ts';
