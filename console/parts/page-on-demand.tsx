import { lazy, useState, type ComponentType } from 'react';

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
    return <Content />;
  }
  return { Page, fetch };
}
