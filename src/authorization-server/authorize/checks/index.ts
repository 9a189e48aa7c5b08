import { OauthError } from '../../oauth-error.ts';
import { checkCodeChallenge } from '../../pkce.ts';
import type { AuthorizationRequest, Check, CheckParts, Draft } from '../request.ts';
import { checkClient } from './client.ts';
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

/** The checks of an authorization request, in order. */
const CHECKS: readonly Check[] = [
  checkRequestUri,
  checkClient,
  checkRedirectUri,
  // Errors up to here are shown to the user; later ones are sent to the app's redirect URI.
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

/** A rejected request, with everything that the checks had found before the error. */
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
