import { OauthError } from '../../oauth-error.ts';
import type { AuthorizationRequest, Check, CheckParts, Draft } from '../request.ts';
import { checkClient } from './client.ts';
import { checkCodeChallenge } from './code-challenge.ts';
import { checkForm } from './form.ts';
import { checkGrantType } from './grant-type.ts';
import { checkKind } from './kind.ts';
import { checkPrompt } from './prompt.ts';
import { checkRedirectUri } from './redirect-uri.ts';
import { checkRequestObject } from './request-object.ts';
import { checkRequestUri } from './request-uri.ts';
import { checkResponseMode } from './response-mode.ts';
import { checkResponseType } from './response-type.ts';
import { checkScope } from './scope.ts';

/** What an authorization request must pass, in this order. */
const CHECKS: readonly Check[] = [
  checkRequestUri,
  checkClient,
  checkRedirectUri,
  // Up to here an error is shown to the person; from here on it is sent to the app.
  checkForm,
  checkKind,
  checkGrantType,
  checkRequestObject,
  checkResponseType,
  checkResponseMode,
  checkScope,
  checkCodeChallenge,
  checkPrompt,
];

/** A request that was refused, with what was known of it by then. */
export class Refusal {
  readonly draft: Draft;
  readonly error: OauthError;
  constructor(draft: Draft, error: OauthError) {
    this.draft = draft;
    this.error = error;
  }
}

export async function check(begin: Draft, parts: CheckParts): Promise<AuthorizationRequest | Refusal> {
  let draft = begin;
  for (const rule of CHECKS) {
    try {
      draft = { ...draft, ...(await rule(draft, parts)) };
    } catch (error) {
      if (error instanceof OauthError) return new Refusal(draft, error);
      throw error;
    }
  }
  return draft as AuthorizationRequest;
}
