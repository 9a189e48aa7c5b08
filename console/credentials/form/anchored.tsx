import { Box } from '@mui/material';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';

/** A part of the form that a URL fragment can lead to. */
export type Place = 'integration' | 'grant' | 'client' | 'urls' | 'scopes' | 'services' | 'advanced';

/** Radio buttons are skipped: their choice has already been made. */
const FIRST = 'input:not([type="radio"]), [role="combobox"]';

/** Fields that a link can lead to: it focuses the first of them. */
export function Anchored({ at, children }: { at: Place; children: ReactNode }) {
  const { hash } = useLocation();
  const fields = useRef<HTMLDivElement>(null);
  const wanted = hash === `#${at}`;
  useEffect(() => {
    if (wanted) fields.current?.querySelector<HTMLElement>(FIRST)?.focus();
  }, [wanted]);
  return (
    <Box ref={fields} sx={{ display: 'contents' }}>
      {children}
    </Box>
  );
}
