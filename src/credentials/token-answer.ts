import type { OutboundAnswer } from '../http/index.ts';
import { isDeeperThan } from '../jsonapi/index.ts';
import { standardError } from './provider-error.ts';
import type { Reason } from './reasons.ts';
import { inTheirWords } from './their-words.ts';

/** What a token endpoint gave. */
export interface Tokens {
  access_token: string;
  token_type: string;
  refresh_token: string | null;
  id_token: string | null;
  /** Milliseconds; null where the answer says nothing usable. */
  lifetime: number | null;
  /** null where the answer does not say, which means: as asked (RFC 6749, 5.1). */
  scopes: string[] | null;
  /** The fields that OAuth does not define. */
  extra: Record<string, unknown>;
  /** The whole answer. */
  answer: Record<string, unknown>;
}

export type TokenOutcome =
  | { kind: 'tokens'; tokens: Tokens }
  /** The provider said no; `error` is the standard's name for it. `terminal`: asking again cannot help (RFC 6749, 5.2). */
  | { kind: 'refused'; error: string; said: string; terminal: boolean }
  /** No usable answer. `uncertain`: the provider may have done it all the same. */
  | { kind: 'unavailable'; reason: Reason; retryAfter: number | null; uncertain: boolean };

const TERMINAL = new Set(['invalid_grant', 'unauthorized_client', 'invalid_client']);

const DEFINED = new Set(['access_token', 'token_type', 'refresh_token', 'id_token', 'expires_in', 'scope']);
const LONGEST_TOKEN = 65_536;
/** Of all other fields together, as JSON. */
const LONGEST_EXTRA = 32_768;
const DEEPEST_ANSWER = 32;
/** Ten years: beyond it nobody plans, and sums of milliseconds stay exact. */
const LONGEST_LIFE = 10 * 365 * 86_400_000;

/** Reads what a token endpoint answered, also where it does not keep to the standard. */
export function readTokenAnswer({ status, headers, body }: OutboundAnswer): TokenOutcome {
  const answer = readFields(headers['content-type'] ?? '', body);
  const error = answer === undefined ? undefined : answer['error'];
  if (typeof error === 'string' && error !== '' && status < 500 && status !== 429) {
    const known = standardError(error);
    return {
      kind: 'refused',
      error: known,
      said: sentence(error, answer!['error_description']),
      terminal: TERMINAL.has(known),
    };
  }
  if (status < 200 || status > 299) {
    const redirect = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
    const text = `The provider answered with status ${status}${redirect}.`;
    const code = status >= 500 || status === 429 ? 'provider_unavailable' : 'answer_unusable';
    return unavailable({ text, code }, headers['retry-after']);
  }
  const token = answer === undefined ? undefined : answer['access_token'];
  if (answer === undefined)
    return garbage('The provider answered with something that is not a token answer.');
  if (typeof token !== 'string' || token === '' || token.length > LONGEST_TOKEN || !isToken(token))
    return garbage('The provider answered without an access token.');
  return { kind: 'tokens', tokens: tokensOf(answer, token) };
}

function tokensOf(answer: Record<string, unknown>, access_token: string): Tokens {
  const text = (name: string, longest: number) => {
    const value = answer[name];
    const usable = typeof value === 'string' && value.length <= longest && isToken(value);
    return usable ? value : null;
  };
  return {
    access_token,
    token_type: text('token_type', 100) ?? 'Bearer',
    refresh_token: text('refresh_token', LONGEST_TOKEN),
    id_token: text('id_token', LONGEST_TOKEN),
    lifetime: lifetimeOf(answer['expires_in']),
    scopes:
      text('scope', LONGEST_EXTRA)
        ?.split(/[\s,]+/)
        .filter((scope) => scope !== '') ?? null,
    extra: extraOf(answer),
    answer,
  };
}

/** Visible characters and spaces (RFC 6749, A.12 and A.17): whoever puts one into a header needs no more care. */
function isToken(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** Goes out with every token, so it is not kept where it is larger than any provider's. */
function extraOf(answer: Record<string, unknown>): Record<string, unknown> {
  const extra = Object.fromEntries(Object.entries(answer).filter(([name]) => !DEFINED.has(name)));
  return JSON.stringify(extra).length <= LONGEST_EXTRA ? extra : {};
}

/** Seconds as a number or a text; what is missing, negative or no number says nothing. */
function lifetimeOf(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(Math.max(Math.floor(seconds * 1000), 1_000), LONGEST_LIFE);
}

/** A JSON object, or a form as some providers answer. Undefined for anything else, such as a page of HTML. */
function readFields(contentType: string, body: string): Record<string, unknown> | undefined {
  // Whatever walks it later would run out of stack.
  if (isDeeperThan(DEEPEST_ANSWER, body)) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    const isForm = /x-www-form-urlencoded|text\/plain/i.test(contentType) && /^[\w.%+-]+=/.test(body);
    return isForm ? Object.fromEntries(new URLSearchParams(body)) : undefined;
  }
}

function sentence(error: string, description: unknown): string {
  return `The provider answered "${inTheirWords(error, description)}".`;
}

function unavailable(reason: Reason, retryAfter: string | undefined): TokenOutcome {
  return { kind: 'unavailable', reason, retryAfter: readRetryAfter(retryAfter), uncertain: false };
}

/** Something was answered with 2xx, so the provider may well have spent the refresh token. */
function garbage(text: string): TokenOutcome {
  return {
    kind: 'unavailable',
    reason: { text, code: 'answer_unusable' },
    retryAfter: null,
    uncertain: true,
  };
}

const LONGEST_PAUSE = 3_600_000;

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
function readRetryAfter(value: string | undefined): number | null {
  if (value === undefined) return null;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, LONGEST_PAUSE) : null;
}
