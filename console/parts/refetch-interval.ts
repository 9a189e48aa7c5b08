const OFTEN = 3_000;
const SELDOM = 30_000;
/** After how many fetches a page is refreshed less often, and after how many not at all, until it is opened again. */
const OFTEN_FOR = 100;
const AT_MOST = 1_000;

/** The state of a repeated query. */
interface Asked {
  state: { status: string; dataUpdateCount: number; errorUpdateCount: number };
}

export type RefetchInterval = (query: Asked) => number | false;

/**
 * The refetch interval of an open page, in milliseconds: short at first, then longer, and finally none. Hidden pages
 * are not refreshed.
 */
export function whileOpen({ state }: Asked): number | false {
  const asked = state.dataUpdateCount + state.errorUpdateCount;
  if (asked > AT_MOST) return false;
  return asked > OFTEN_FOR || state.status === 'error' ? SELDOM : OFTEN;
}
