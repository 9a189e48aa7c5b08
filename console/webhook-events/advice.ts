import { texts } from '../texts/index.ts';

const { advice } = texts.console.events;

/** The reasons with advice on what to do. */
export type Advice = keyof typeof advice;

/** @returns undefined if there is no code, or it is newer than this console */
export function adviceFor(code: string | null): Advice | undefined {
  return code !== null && Object.hasOwn(advice, code) ? (code as Advice) : undefined;
}
