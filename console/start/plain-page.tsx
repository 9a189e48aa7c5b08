import { CssBaseline, Paper, ThemeProvider, Typography, useMediaQuery } from '@mui/material';
import type { ReactNode } from 'react';
import { darkTheme, lightTheme } from '../theme.ts';

/** A page for when there is no console to show. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  return (
    <ThemeProvider theme={dark ? darkTheme : lightTheme}>
      <CssBaseline />
      <Paper component="main" sx={{ maxWidth: '28rem', mx: 'auto', mt: '8vh', p: 3.5 }}>
        <Typography component="h1" variant="h6" gutterBottom>
          {title}
        </Typography>
        {children}
      </Paper>
    </ThemeProvider>
  );
}
