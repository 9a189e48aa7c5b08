import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Stack, Typography } from '@mui/material';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useFormState } from 'react-hook-form';
import { useLocation } from 'react-router-dom';
import type { Place } from './anchored.tsx';

interface Props {
  title: string;
  children: ReactNode;
}

/** A part of a form, with a heading. */
export function Section({ title, children }: Props) {
  return (
    <Stack component="section" sx={{ width: '100%', gap: 1, mt: 1.5, mb: 1 }}>
      <Typography component="h2" variant="h6">
        {title}
      </Typography>
      {children}
    </Stack>
  );
}

interface FoldedProps extends Props {
  /** The fields in it. */
  fields: readonly string[];
  /** The URL fragment that leads to it. */
  anchor: Place;
}

/**
 * A collapsed part of a form with rarely needed fields. It expands if one of them has an error, or if a link leads to
 * it.
 */
export function FoldedSection({ title, fields, anchor, children }: FoldedProps) {
  const { hash } = useLocation();
  const wanted = hash === `#${anchor}`;
  const [open, setOpen] = useState(wanted);
  const summary = useRef<HTMLDivElement>(null);
  const { errors, submitCount } = useFormState();
  const faulty = fields.some((name) => errors[name] !== undefined);
  // Each rejected attempt is a new error, which expands the section again.
  const error = faulty ? submitCount : undefined;
  const [seen, setSeen] = useState<{ wanted: boolean; error: number | undefined }>({
    wanted,
    error: undefined,
  });
  if (wanted !== seen.wanted || error !== seen.error) {
    setSeen({ wanted, error });
    if ((wanted && !seen.wanted) || (error !== undefined && error !== seen.error)) setOpen(true);
  }
  useEffect(() => {
    if (!wanted) return;
    summary.current?.focus();
    summary.current?.scrollIntoView();
  }, [wanted]);
  return (
    <Accordion
      expanded={open}
      onChange={(_, now) => setOpen(now)}
      disableGutters
      slotProps={{ heading: { component: 'h2' } }}
      sx={{
        width: '100%',
        '&, &:first-of-type, &:last-of-type': { borderRadius: 1 },
        '&::before': { display: 'none' },
      }}
    >
      <AccordionSummary ref={summary} id={anchor} expandIcon={<ExpandIcon />}>
        <Typography component="span" variant="h6">
          {title}
        </Typography>
      </AccordionSummary>
      <AccordionDetails sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
        {children}
      </AccordionDetails>
    </Accordion>
  );
}
