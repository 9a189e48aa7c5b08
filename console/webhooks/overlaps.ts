import { texts } from '../texts/index.ts';

const words = texts.console.webhooks.overlaps;
const HOUR = 3_600;

/** How many seconds the previous secret stays valid. */
export const OVERLAPS = [
  { id: 0, name: words.none },
  { id: HOUR, name: words.hour },
  { id: 24 * HOUR, name: words.day },
  { id: 7 * 24 * HOUR, name: words.week },
];
