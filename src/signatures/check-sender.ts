import { evidenceOfCertificate } from './client-certificate.ts';
import { assertClientState } from './client-state.ts';
import { signedEvidence, unsignedEvidence, type ReplayEvidence } from './evidence.ts';
import type { SignedRequest } from './signed-request.ts';
import { evidenceOfJwt, JWT_TOLERANCE } from './jwt.ts';
import type { KeySource } from './key-source.ts';
import { evidenceOfPaypal, PAYPAL_TOLERANCE } from './paypal.ts';
import { SCHEMES } from './schemes.ts';
import { proofOfStandardWebhooks } from './standard-webhooks.ts';
import { evidenceOfSns, SNS_TOLERANCE } from './sns.ts';
import { signs } from './template.ts';
import { checkToken } from './token.ts';
import { assertValidationTokens } from './validation-tokens.ts';
import { VerificationError } from './verification-error.ts';
import { proofOf } from './verify.ts';
import { schemeOf, type Verification } from './verification.ts';

/** The reason is a sentence for the tenant's admin, without the secret or the expected signature. */
export type Checked = { valid: false; reason: string } | { valid: true; replay: ReplayEvidence };

/** @returns whether a request comes from the declared sender, and how a replay of it would be recognized */
export async function checkSender(
  verification: Verification,
  request: SignedRequest,
  keys: KeySource,
): Promise<Checked> {
  try {
    return { valid: true, replay: await evidenceOf(verification, request, keys) };
  } catch (error) {
    if (error instanceof VerificationError) return { valid: false, reason: error.message };
    throw error;
  }
}

/**
 * Milliseconds for which a recorded request would be accepted again; 0 if the sender signs no timestamp, or decides
 * itself how long a JWT is valid.
 */
export function replayWindow(verification: Verification): number {
  if (verification.type === 'jwt')
    return verification.max_age === undefined ? 0 : 1000 * (verification.max_age + 2 * JWT_TOLERANCE);
  return 2000 * toleranceOf(verification);
}

/** Seconds by which the signed time of a request can differ from now; 0 if the sender signs none. */
function toleranceOf(verification: Verification): number {
  if (verification.type === 'sns') return SNS_TOLERANCE;
  if (verification.type === 'paypal') return PAYPAL_TOLERANCE;
  const scheme = schemeOf(verification);
  return scheme !== undefined && signs(scheme, 'timestamp') ? scheme.timestamp!.tolerance : 0;
}

/** @throws VerificationError if the request does not come from the sender */
async function evidenceOf(
  verification: Verification,
  request: SignedRequest,
  keys: KeySource,
): Promise<ReplayEvidence> {
  switch (verification.type) {
    case 'microsoft_graph':
      assertClientState(request);
      if (verification.validation_tokens !== undefined)
        await assertValidationTokens(verification.validation_tokens, request, keys);
      return unsignedEvidence(null, request.body);
    case 'token':
      return unsignedEvidence(checkToken(verification, request), request.body);
    case 'jwt':
      return evidenceOfJwt(verification, request, keys);
    case 'sns':
      return evidenceOfSns(verification, request, keys);
    case 'paypal':
      return evidenceOfPaypal(verification, request, keys);
    case 'client_certificate':
      return evidenceOfCertificate(verification, request);
    case 'standard_webhooks':
      return signedEvidence(SCHEMES.standard_webhooks, proofOfStandardWebhooks(request), request.body);
    default: {
      const scheme = schemeOf(verification)!;
      return signedEvidence(scheme, proofOf(scheme, request), request.body);
    }
  }
}
