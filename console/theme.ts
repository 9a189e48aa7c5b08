import type { Theme } from '@mui/material/styles';
import type { RaThemeOptions } from 'react-admin';
import { MONOSPACE } from './monospace.ts';

/** The colors of the sign-in page. Text has a contrast of at least 4.5:1 on each background, borders of 3:1. */
const LIGHT = {
  key: '#1459b8',
  onKey: '#ffffff',
  ink: '#1b2430',
  soft: '#55606e',
  paper: '#ffffff',
  ground: '#f1f3f6',
  line: '#d5dae1',
  edge: '#858f9e',
  bad: '#b3261e',
  good: '#1c6b3a',
  warn: '#8a4b00',
  bar: '#ffffff',
};

const DARK: typeof LIGHT = {
  key: '#8ab8ff',
  onKey: '#0b1a30',
  ink: '#e8ecf1',
  soft: '#a9b4c2',
  paper: '#1c232d',
  ground: '#11161d',
  line: '#3a4553',
  edge: '#75818f',
  bad: '#ffb4ab',
  good: '#8fd8a8',
  warn: '#ffc27a',
  bar: '#1c232d',
};

const SANS = "'Inter Variable', system-ui, sans-serif";

/** For users who prefer reduced motion. */
const REDUCED_MOTION = '@media (prefers-reduced-motion: reduce)';
const WITHOUT_ANIMATION = {
  '*, *::before, *::after': {
    // A short duration would apply to every property. Inherited visibility would then change one level per frame.
    transition: 'none !important',
    animationDuration: '0.01ms !important',
    animationIterationCount: '1 !important',
  },
};

function themeOf(mode: 'light' | 'dark', colors: typeof LIGHT): RaThemeOptions {
  const { key, onKey, ink, soft, paper, ground, line, edge, bad, good, warn, bar } = colors;
  const focus = { outline: `3px solid ${key}`, outlineOffset: 2 };
  const readOnly = {
    backgroundColor: ground,
    color: soft,
    '& .MuiOutlinedInput-notchedOutline': { borderColor: line, borderStyle: 'dashed' },
  };
  const flat = { backgroundImage: 'none', boxShadow: 'none', border: `1px solid ${line}` };
  return {
    palette: {
      mode,
      primary: { main: key, contrastText: onKey },
      secondary: { main: key, contrastText: onKey },
      error: { main: bad, contrastText: mode === 'light' ? '#fff' : '#3a0905' },
      success: { main: good },
      warning: { main: warn },
      info: { main: key },
      background: { default: ground, paper },
      text: { primary: ink, secondary: soft },
      divider: line,
    },
    sidebar: { width: 232, closedWidth: 56 },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: SANS,
      h6: { fontWeight: 650, fontSize: '1.125rem' },
      button: { textTransform: 'none', fontWeight: 600 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          // Keep anchors from being hidden under the app bar.
          html: { scrollPaddingTop: '5rem' },
          ':focus-visible': focus,
          a: { color: key },
          '@media print': {
            'nav, header, .MuiDrawer-root, .MuiSnackbar-root': { display: 'none !important' },
            '.RaLayout-appFrame': { marginTop: '0 !important' },
          },
          'code, pre, kbd, samp': { fontFamily: MONOSPACE, fontSize: '0.9em', fontVariantLigatures: 'none' },
          [REDUCED_MOTION]: WITHOUT_ANIMATION,
        },
      },
      MuiButtonBase: {
        defaultProps: { disableRipple: true },
        styleOverrides: { root: { '&.Mui-focusVisible, &:focus-visible': focus } },
      },
      // On a phone, a form's buttons stay at the bottom of the window.
      MuiSnackbar: {
        styleOverrides: {
          root: ({ theme }: { theme: Theme }) => ({ [theme.breakpoints.down('sm')]: { bottom: '5.5rem' } }),
        },
      },
      MuiButton: { defaultProps: { disableElevation: true } },
      MuiAppBar: {
        defaultProps: { elevation: 0 },
        styleOverrides: {
          root: {
            backgroundColor: bar,
            backgroundImage: 'none',
            color: ink,
            borderBottom: `1px solid ${line}`,
          },
        },
      },
      MuiPaper: { styleOverrides: { elevation1: flat } },
      RaListToolbar: { styleOverrides: { root: { '&&': { backgroundColor: 'transparent' } } } },
      MuiSelect: { styleOverrides: { select: { '&:focus-visible': focus } } },
      MuiTextField: { defaultProps: { variant: 'outlined', size: 'small' } },
      MuiFormControl: { defaultProps: { variant: 'outlined', size: 'small' } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: { '&:has(input[readonly]:not([aria-hidden]))': readOnly },
          notchedOutline: { borderColor: edge },
        },
      },
      MuiTableCell: {
        styleOverrides: { root: { borderBottomColor: line }, head: { fontWeight: 650, color: soft } },
      },
      MuiChip: { styleOverrides: { root: { fontWeight: 600 } } },
      MuiListSubheader: {
        styleOverrides: { root: { color: soft, backgroundColor: 'transparent', fontWeight: 650 } },
      },
      MuiTooltip: { defaultProps: { describeChild: true } },
    },
  };
}

export const lightTheme = themeOf('light', LIGHT);
export const darkTheme = themeOf('dark', DARK);
