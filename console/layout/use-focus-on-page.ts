import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';

/** Who has gone to another page begins at its heading, unless something of the page has asked for the focus. */
export function useFocusOnPage(): void {
  const { pathname } = useLocation();
  const seen = useRef(pathname);
  useEffect(() => {
    if (pathname === seen.current) return;
    seen.current = pathname;
    if (document.activeElement?.closest('#main-content, [role="dialog"]')) return;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [pathname]);
}
