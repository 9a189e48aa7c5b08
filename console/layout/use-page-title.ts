import { useEffect } from 'react';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';

/** Where pages render their heading. */
const HEADING = 'react-admin-title';

/**
 * Titles the window after the page's heading and its tenant, so windows, history entries and bookmarks can be
 * distinguished.
 */
export function usePageTitle(): void {
  const { tenant } = useCurrentUser();
  useEffect(() => {
    const heading = document.getElementById(HEADING)!;
    const write = () => {
      const parts = [heading.textContent, tenant.name, texts.console.name];
      document.title = parts.filter((part) => part !== '').join(' – ');
    };
    const changes = new MutationObserver(write);
    changes.observe(heading, { childList: true, characterData: true, subtree: true });
    write();
    return () => changes.disconnect();
  }, [tenant.name]);
}
