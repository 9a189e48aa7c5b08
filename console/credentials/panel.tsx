import { Paper, Typography } from '@mui/material';
import { useId, type ReactNode } from 'react';

/** A part of a credential's page, under its heading. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper
      component="section"
      aria-labelledby={id}
      sx={{ p: { xs: 2, sm: 3 }, mb: 2, '& > dl:last-child': { mb: 0 } }}
    >
      <Typography id={id} component="h2" variant="h6" gutterBottom>
        {title}
      </Typography>
      {children}
    </Paper>
  );
}
