const OFTEN = 3_000;
const SELDOM = 30_000;
/** After how many fetches a page is refreshed less often, and after how many not at all, until it is opened again. */
const OFTEN_FOR = 100;
const MAX_FETCHES = 1_000;

/** A repeated query, as react-query describes it. */
interface Query {
  state: { status: string; dataUpdateCount: number; errorUpdateCount: number };
}

export type RefetchInterval = (query: Query) => number | false;

/**
 * The refetch interval of an open page, in milliseconds: short at first, then longer, and finally none. Hidden pages
 * are not refreshed.
 */
export function refetchInterval({ state }: Query): number | false {
  const fetches = state.dataUpdateCount + state.errorUpdateCount;
  if (fetches > MAX_FETCHES) return false;
  return fetches > OFTEN_FOR || state.status === 'error' ? SELDOM : OFTEN;
}
