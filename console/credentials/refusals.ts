import { ApiError } from '../api/api-error.ts';
import { refusalOf } from '../parts/ask-first.tsx';
import { texts } from '../texts/index.ts';
import { reasonOf, type Standing } from './reasons.ts';

const { reasons } = texts.console.credentials;

/** What kept a connection from being begun or refreshed, by the error's own code. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const code = error.faults[0]?.meta?.['reason_code'];
  return typeof code === 'string' ? code : (error.code ?? null);
}

/** Why a connected credential was not refreshed, and what mends it, as its page says both. */
export function toldOf(error: unknown, { expires_at }: Pick<Standing, 'expires_at'>): string {
  const said = refusalOf(error as Error);
  const failed = {
    state: 'connected',
    state_reason: said,
    state_reason_code: codeOf(error),
    expires_at,
  } as const;
  const meaning = reasonOf(failed);
  return meaning === undefined ? said : `${reasons[meaning].what} ${reasons[meaning].next}`;
}
