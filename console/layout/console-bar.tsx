import { AppBar, RefreshIconButton, TitlePortal, ToggleThemeButton } from 'react-admin';
import { PersonMenu } from './person-menu.tsx';
import { TenantSwitch } from './tenant-switch.tsx';

const ELLIPSIS = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const TITLE = {
  minWidth: 0,
  mr: 1.5,
  fontSize: '1.125rem',
  fontWeight: 650,
  lineHeight: '2rem',
  ...ELLIPSIS,
  '& span': { display: 'block', ...ELLIPSIS },
} as const;

export function ConsoleBar() {
  return (
    <AppBar alwaysOn color="default" toolbar={<Toolbar />} userMenu={<PersonMenu />}>
      <TitlePortal component="h1" tabIndex={-1} sx={TITLE} />
      <TenantSwitch />
    </AppBar>
  );
}

/** Nothing that turns whenever something is read: pages that are kept up to date read all the time. */
function Toolbar() {
  return (
    <>
      <ToggleThemeButton />
      <RefreshIconButton />
    </>
  );
}
