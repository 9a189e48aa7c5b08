import { AppError } from '../../errors.ts';
import { evaluate } from '../../expressions/index.ts';
import type { Outbound } from '../../http/index.ts';
import type { DpopKey } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ServiceEndpoints, TokenSet, UserIdMapper } from './types.ts';
import { readClaims } from './id-token.ts';
import { mapperInput } from './mapper-input.ts';
import { userIdOf } from './user-id.ts';
import { fetchUserinfo } from './userinfo.ts';

export interface UserIdMapperContext {
  tokens: TokenSet;
  /** What the access token is bound to. Undefined without DPoP. */
  dpop?: DpopKey | undefined;
  /** Set if the token validation has already fetched it. */
  userinfo?: Record<string, unknown> | undefined;
  /**
   * Where the provider documents the account's ID: an expression on the userinfo response or, without a userinfo URL, on
   * the token response.
   */
  documented?: string | undefined;
  /** Called with the reason if there is no ID where the provider documents it. */
  onUndetermined?(reason: string): void;
  endpoints: ServiceEndpoints;
  outbound: Outbound;
  tenantId: string;
}

/**
 * Computes the external user ID of a connected account by evaluating the configured expression on
 * `{ token, id_token, userinfo }`: the token response without secrets, the claims of the id_token, and the userinfo
 * response, which is fetched only if the expression mentions it.
 * @param config undefined: the ID is where the provider documents it
 * @returns 1 to 500 characters; null if the config is `none`, or if there is neither a config nor a documented ID
 * @throws ConfigServiceError if the expression gives no valid ID, or its input is not available
 * @throws AppError overloaded
 * @throws Error if the process that evaluates the expression cannot be started
 */
export async function mapUserId(
  config: UserIdMapper | undefined,
  context: UserIdMapperContext,
): Promise<string | null> {
  if (config === undefined) return documentedUserId(context);
  return config.type === 'none' ? null : mapped(config.expression, context);
}

/** An account is also connected if this gives no valid ID, since the tenant has not asked for one. */
async function documentedUserId(context: UserIdMapperContext): Promise<string | null> {
  const { documented, endpoints } = context;
  if (documented === undefined) return null;
  const response = endpoints.userinfo_url === undefined ? 'token' : 'userinfo';
  try {
    return await mapped(`${response}.(${documented})`, context);
  } catch (error) {
    if (!(error instanceof ConfigServiceError || error instanceof AppError)) throw error;
    context.onUndetermined?.(error.message);
    return null;
  }
}

async function mapped(expression: string, context: UserIdMapperContext): Promise<string> {
  const id_token = claimsFor(expression, context.tokens);
  const userinfo = await userinfoFor(expression, context);
  const input = mapperInput({ token: context.tokens.response, id_token, userinfo });
  return userIdOf(await evaluate(context.tenantId, expression, input));
}

/**
 * Computes the external user ID from a sample of `{ token, id_token, userinfo }`, without calling the provider.
 * @throws ConfigServiceError if the expression gives no valid ID
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
        ? 'the expression uses id_token, but the provider did not return one. Most providers require the scope openid for one.'
        : 'the expression uses id_token, but the one from the provider cannot be decoded.',
    );
  return claims;
}

async function userinfoFor(
  expression: string,
  { tokens, dpop, userinfo, endpoints, outbound }: UserIdMapperContext,
): Promise<Record<string, unknown> | undefined> {
  if (userinfo !== undefined || !mentions(expression, 'userinfo')) return userinfo;
  const url = endpoints.userinfo_url;
  if (url === undefined)
    throw fault(
      'the expression uses userinfo, but no userinfo endpoint is known for this provider. Set userinfo_url.',
    );
  return fetchUserinfo('user_id_mapper', url, { tokens, dpop, outbound });
}

/** Matches the word anywhere, because `$lookup($, "userinfo")` uses it too. */
function mentions(expression: string, name: 'id_token' | 'userinfo'): boolean {
  return new RegExp(`\\b${name}\\b`).test(expression);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('user_id_mapper', reason);
}
