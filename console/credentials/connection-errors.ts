import { ApiError } from '../api/api-error.ts';
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { texts } from '../texts/index.ts';
import { adviceOn, reasonOf, type Standing } from './reasons.ts';

const { reasons } = texts.console.credentials;

/** The error codes of connection attempts and refreshes that were rejected. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const code = error.faults[0]?.meta?.['reason_code'];
  return typeof code === 'string' ? code : (error.code ?? null);
}

/** Why a connected credential was not refreshed and how to fix it, in the same words as its page. */
export function refreshErrorMessage(error: unknown, { expires_at }: Pick<Standing, 'expires_at'>): string {
  const message = errorMessageOf(error as Error);
  const isLost = error instanceof ApiError && error.code === 'credential_needs_reauthorization';
  const failed = {
    state: isLost ? 'needs_reauthorization' : 'connected',
    state_reason: message,
    state_reason_code: codeOf(error),
    expires_at,
  } as const;
  const meaning = reasonOf(failed);
  return meaning === undefined ? message : `${reasons[meaning].what} ${adviceOn(meaning, failed.state)}`;
}
