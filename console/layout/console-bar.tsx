import { AppBar, RefreshIconButton, TitlePortal, ToggleThemeButton } from 'react-admin';
import { AccountMenu } from './account-menu.tsx';
import { TenantSwitch } from './tenant-switch.tsx';

/** The number of text lines the app bar has room for: two on a phone. */
const TITLE = {
  minWidth: 0,
  mr: 1.5,
  fontSize: { xs: '1rem', sm: '1.125rem' },
  fontWeight: 650,
  lineHeight: { xs: 1.25, sm: '2rem' },
  whiteSpace: 'normal',
  overflowWrap: 'anywhere',
  overflow: 'hidden',
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: { xs: 2, sm: 1 },
  // A nested block would not be truncated.
  '& span': { display: 'inline' },
} as const;

export function ConsoleBar() {
  return (
    <AppBar alwaysOn color="default" toolbar={<Toolbar />} userMenu={<AccountMenu />}>
      <TitlePortal component="h1" tabIndex={-1} sx={TITLE} />
      <TenantSwitch />
    </AppBar>
  );
}

/** No loading indicator: pages that update automatically fetch all the time. */
function Toolbar() {
  return (
    <>
      <ToggleThemeButton />
      <RefreshIconButton />
    </>
  );
}
