import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Stack, Typography } from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import { useFormState } from 'react-hook-form';

interface Props {
  title: string;
  children: ReactNode;
}

/** A part of a form under its heading. */
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

/** A part that few need, folded. It opens by itself where something in it is not right. */
export function FoldedSection({ title, fields, children }: Props & { fields: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const { errors, submitCount } = useFormState();
  const faulty = fields.some((name) => errors[name] !== undefined);
  useEffect(() => {
    if (faulty) setOpen(true);
  }, [faulty, submitCount]);
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
      <AccordionSummary expandIcon={<ExpandIcon />}>
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
