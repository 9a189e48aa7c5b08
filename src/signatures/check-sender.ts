import { sha256 } from '../crypto/index.ts';
import { verifyClientState } from './client-state.ts';
import { verify } from './declared.ts';
import type { SignedRequest, Verdict } from './shape.ts';
import { signs } from './template.ts';
import { schemeOf, type Verification } from './verification.ts';

/** @returns whether a request comes from the sender that was declared, and what a replay of it would have as well */
export function checkSender(
  verification: Verification,
  request: SignedRequest,
): Verdict & { replayKey?: string } {
  const scheme = schemeOf(verification);
  const verdict = scheme === undefined ? verifyClientState(request) : verify(scheme, request);
  if (!verdict.valid) return verdict;
  // An id that is not signed is not the sender's word: with another one, the same event would pass once more.
  const isSigned = scheme !== undefined && signs(scheme, 'id');
  return {
    ...verdict,
    replayKey: sha256(isSigned ? `id ${verdict.id}` : `covered ${verdict.covered}`),
  };
}
