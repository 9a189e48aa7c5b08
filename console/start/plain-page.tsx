import { createTheme, CssBaseline, Paper, ThemeProvider, Typography, useMediaQuery } from '@mui/material';
import { useMemo, type ReactNode } from 'react';
import { darkTheme, lightTheme } from '../theme.ts';

/** A page shown instead of the console. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  const theme = useMemo(() => createTheme(dark ? darkTheme : lightTheme), [dark]);
  return (
    <ThemeProvider theme={theme}>
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
