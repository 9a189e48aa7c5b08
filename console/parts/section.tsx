import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** A part of a long page, with a heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" sx={{ width: '100%', mt: 2, '&:first-of-type': { mt: 0 } }}>
      <Typography component="h2" variant="h6" sx={{ mb: 1.5 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}
