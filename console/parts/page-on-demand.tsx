import { LinearProgress } from '@mui/material';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { texts } from '../texts/index.ts';

export type Fetch = () => Promise<{ default: ComponentType }>;

/** A page that is loaded when it is opened, or prefetched. */
export interface PageOnDemand {
  Page: ComponentType;
  fetch(): Promise<unknown>;
}

/**
 * Loaded pages are shown at once: React's `lazy` would show its fallback first, for a third of a second. A mounted page
 * keeps its component, since remounting would lose what was entered.
 */
export function pageOnDemand(fetchPage: Fetch): PageOnDemand {
  let fetched: ComponentType | undefined;
  const fetch = async () => {
    const page = await fetchPage();
    fetched = page.default;
    return page;
  };
  const Later = lazy(fetch);
  function Page() {
    const [Content] = useState(() => fetched ?? Later);
    // A boundary of its own: the router would keep showing the page before, as if nothing had happened.
    return (
      <Suspense fallback={<PageLoading />}>
        <Content />
      </Suspense>
    );
  }
  return { Page, fetch };
}

/** At the top of the window, because the page's own place is not known yet. */
function PageLoading() {
  return (
    <LinearProgress
      aria-label={texts.console.loading}
      sx={{ position: 'fixed', top: 0, left: 0, right: 0, zIndex: 'tooltip' }}
    />
  );
}
