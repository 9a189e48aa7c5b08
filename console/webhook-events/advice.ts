import { texts } from '../texts/index.ts';

const { advice } = texts.console.events;

/** What can be done about a reason. */
export type Advice = keyof typeof advice;

/** @returns undefined for what has no code, or one that is younger than this console */
export function adviceFor(code: string | null): Advice | undefined {
  return code !== null && Object.hasOwn(advice, code) ? (code as Advice) : undefined;
}
