import type { JWTPayload } from 'jose';
import type { MicrosoftGraphVerification } from '../schema/index.ts';
import { isObject } from '../system/json-type.ts';
import { parseJsonObject } from './json-body.ts';
import { verifiedPayload } from './jwt.ts';
import type { KeySource } from './key-source.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

/** Where Microsoft publishes the keys of its tokens, for all tenants. */
const KEYS = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';

/** The app of Microsoft that publishes change notifications. */
const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';

/** Issuers of tokens of the versions 1.0 and 2.0, before and after the ID of the tenant. */
const ISSUERS = [
  ['https://sts.windows.net/', '/'],
  ['https://login.microsoftonline.com/', '/v2.0'],
] as const;

/** There is one for each app and tenant in a request. */
const MAX_TOKENS = 50;

type Expected = NonNullable<MicrosoftGraphVerification['validation_tokens']>;

/**
 * Verifies the tokens of a request of Microsoft Graph: all of them, and that each notification with resource data comes
 * from the tenant of one. Requests without resource data have no tokens.
 * https://learn.microsoft.com/graph/change-notifications-with-resource-data#validating-the-authenticity-of-notifications
 * @throws VerificationError
 */
export async function assertValidationTokens(
  expected: Expected,
  request: SignedRequest,
  keys: KeySource,
): Promise<void> {
  const { value, validationTokens: tokens = [] } = parseJsonObject(request.body) ?? {};
  if (!Array.isArray(tokens) || tokens.length > MAX_TOKENS)
    throw new VerificationError(`validationTokens is not an array of at most ${MAX_TOKENS} tokens.`);
  const tenants = new Set<unknown>();
  for (const token of tokens) tenants.add(await tenantOf(token, expected, request, keys));
  for (const notification of Array.isArray(value) ? (value as unknown[]) : [])
    if (hasContent(notification) && !tenants.has(notification['tenantId']))
      throw new VerificationError(
        'A notification has resource data, but there is no token of its tenant in validationTokens.',
      );
}

function hasContent(notification: unknown): notification is Record<string, unknown> {
  return isObject(notification) && (notification['encryptedContent'] ?? null) !== null;
}

/** The ID of the tenant that a token belongs to. */
async function tenantOf(
  token: unknown,
  { app_ids, tenant_ids }: Expected,
  request: SignedRequest,
  keys: KeySource,
): Promise<string> {
  if (typeof token !== 'string') throw new VerificationError('A validation token is not a string.');
  const options = { algorithms: ['RS256' as const], audience: app_ids, jwks_url: KEYS };
  const payload = await verifiedPayload(token, options, request, keys);
  const { tid } = payload;
  if (typeof tid !== 'string' || !ISSUERS.some(([start, end]) => payload.iss === start + tid + end))
    throw new VerificationError('A validation token was not issued by Microsoft Entra for its tenant.');
  if (publisherOf(payload) !== PUBLISHER)
    throw new VerificationError(
      'A validation token was not issued to the publisher of change notifications.',
    );
  if (tenant_ids !== undefined && !tenant_ids.includes(tid))
    throw new VerificationError('A validation token is from a tenant that is not one of tenant_ids.');
  return tid;
}

/** `azp` in tokens of version 2.0, `appid` in those of 1.0. */
function publisherOf({ azp, appid }: JWTPayload): unknown {
  return azp ?? appid;
}
