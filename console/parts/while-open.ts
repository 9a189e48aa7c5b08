const OFTEN = 3_000;
const SELDOM = 30_000;
/** How many times a page is read again often, and how many times at all, until somebody goes there anew. */
const OFTEN_FOR = 100;
const AT_MOST = 1_000;

/** What is known of a query that is made again and again. */
interface Asked {
  state: { status: string; dataUpdateCount: number; errorUpdateCount: number };
}

export type RefetchInterval = (query: Asked) => number | false;

/**
 * How soon a page that is open is read again, in milliseconds: soon at first, then seldom, and not for ever. While
 * nobody sees the page nothing is read at all.
 */
export function whileOpen({ state }: Asked): number | false {
  const asked = state.dataUpdateCount + state.errorUpdateCount;
  if (asked > AT_MOST) return false;
  return asked > OFTEN_FOR || state.status === 'error' ? SELDOM : OFTEN;
}
