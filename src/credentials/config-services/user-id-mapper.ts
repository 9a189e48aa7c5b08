import { evaluate } from '../../expressions/index.ts';
import type { Outbound } from '../../http/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ServiceEndpoints, TokenSet, UserIdMapper } from './config.ts';
import { readClaims } from './id-token.ts';
import { mapperInput } from './mapper-input.ts';
import { userIdOf } from './user-id.ts';
import { fetchUserinfo } from './userinfo.ts';

export interface UserIdMapperContext {
  tokens: TokenSet;
  /** Where the token validation has fetched it already. */
  userinfo?: Record<string, unknown> | undefined;
  endpoints: ServiceEndpoints;
  outbound: Outbound;
  tenantId: string;
}

/**
 * The external user id of a connected account, as the config's expression makes it of `{ token, id_token, userinfo }`:
 * the token answer without its secrets, the id_token's claims and the userinfo answer. The userinfo is fetched if the
 * expression speaks of it and the provider's endpoint is known.
 * @returns 1 to 500 characters; null where the config says `none`
 * @throws ConfigServiceError when there is no such id, or no way to it
 * @throws AppError overloaded
 * @throws Error when the system cannot start the process in which the expression is evaluated
 */
export async function mapUserId(config: UserIdMapper, context: UserIdMapperContext): Promise<string | null> {
  if (config.type === 'none') return null;
  const { expression } = config;
  const id_token = claimsFor(expression, context.tokens);
  const userinfo = await userinfoFor(expression, context);
  const input = mapperInput({ token: context.tokens.answer, id_token, userinfo });
  return userIdOf(await evaluate(context.tenantId, expression, input));
}

/**
 * The external user id that an expression makes of a sample of `{ token, id_token, userinfo }`; no provider is asked.
 * @throws ConfigServiceError when there is no such id
 * @throws AppError overloaded
 */
export async function mapSample(
  tenantId: string,
  expression: string,
  { token = {}, id_token, userinfo }: Partial<Parameters<typeof mapperInput>[0]>,
): Promise<string> {
  return userIdOf(await evaluate(tenantId, expression, mapperInput({ token, id_token, userinfo })));
}

function claimsFor(expression: string, { id_token }: TokenSet): Record<string, unknown> | undefined {
  const claims = id_token === undefined ? undefined : readClaims(id_token);
  if (claims === undefined && mentions(expression, 'id_token'))
    throw fault(
      id_token === undefined
        ? 'the expression needs an id_token, and the provider gave none. The scope openid is usually what asks for one.'
        : 'the expression needs the id_token, and what the provider gave cannot be read.',
    );
  return claims;
}

async function userinfoFor(
  expression: string,
  { tokens, userinfo, endpoints, outbound }: UserIdMapperContext,
): Promise<Record<string, unknown> | undefined> {
  if (userinfo !== undefined || !mentions(expression, 'userinfo')) return userinfo;
  const url = endpoints.userinfo_url;
  if (url === undefined)
    throw fault("the expression needs the userinfo, and the provider's endpoint for it is not known.");
  return fetchUserinfo('user_id_mapper', url, { tokens, outbound });
}

/** As a word anywhere: `$lookup($, "userinfo")` needs it too. */
function mentions(expression: string, name: 'id_token' | 'userinfo'): boolean {
  return new RegExp(`\\b${name}\\b`).test(expression);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('user_id_mapper', reason);
}
