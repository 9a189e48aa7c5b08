import type { texts } from '../texts/index.ts';

/** What can be done about a reason. */
export type Advice = keyof (typeof texts)['console']['events']['advice'];

/** By the sentences in which the API gives its reasons. */
const BY_REASON: readonly (readonly [RegExp, Advice])[] = [
  [/^The webhook has been deleted\.$/, 'webhook_gone'],
  [/^The webhook is off\.$/, 'webhook_off'],
  [/^The flow is in the status /, 'flow_not_active'],
  [/^The flow has no target_url\.$/, 'flow_without_target'],
  [/^The target answered with status (401|403)\.$/, 'refused'],
  [/^The target answered with status (404|405|410)\.$/, 'no_such_address'],
  [/^The target answered with status 3\d\d\.$/, 'redirect'],
  [/^The target answered with status 413\.$/, 'too_large_for_target'],
  [/^The target answered with status 429\.$/, 'busy'],
  [/^The target answered with status 4\d\d\.$/, 'not_understood'],
  [/^The target answered with status /, 'target_failed'],
  [/^There was no answer within /, 'slow'],
  [/^It could not be reached \((ENOTFOUND|EAI_AGAIN)\)|has no address\.$/, 'no_such_host'],
  [/^It could not be reached \([A-Z_]*(CERT|TLS|SSL|SIGNATURE)/, 'certificate'],
  [/^It could not be reached /, 'unreachable'],
  [/ is not public\. /, 'not_public'],
  [/^The answer is (compressed|larger)/, 'strange_answer'],
  [/^Too many expressions are being evaluated\./, 'overloaded'],
  [/^The parser gives it the same id as the event /, 'duplicate'],
];

/** @returns undefined where there is nothing to do */
export function adviceFor(reason: string | null, state: string): Advice | undefined {
  if (reason === null) return undefined;
  const known = BY_REASON.find(([sentence]) => sentence.test(reason))?.[1];
  // What ends an event and is none of these was found by its parser.
  return known ?? (state === 'failed' ? 'parser' : undefined);
}

/** The event of which another is a repetition, where the reason names it. */
export function firstEventIn(reason: string | null): string | undefined {
  return /^The parser gives it the same id as the event ([0-9a-f-]{36})\.$/.exec(reason ?? '')?.[1];
}
