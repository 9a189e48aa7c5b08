import { Box } from '@mui/material';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';

/** A part of the form to which its address can lead, behind a `#`. */
export type Place = 'integration' | 'grant' | 'client' | 'addresses' | 'scopes' | 'services' | 'advanced';

/** What is typed or chosen; which kind it is to be has been chosen before. */
const FIRST = 'input:not([type="radio"]), [role="combobox"]';

/** Fields to which somebody can be sent: the first of them has the focus then. */
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
