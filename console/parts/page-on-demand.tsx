import { lazy, useState, type ComponentType } from 'react';

export type Fetch = () => Promise<{ default: ComponentType }>;

/** A page that is fetched when somebody goes there, or before. */
export interface PageOnDemand {
  Page: ComponentType;
  fetch(): Promise<unknown>;
}

/**
 * What is there already is shown at once: React's own `lazy` would put something else in its place first, and leave that
 * there for a third of a second. What a page began with it stays, or it would lose what was typed.
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
