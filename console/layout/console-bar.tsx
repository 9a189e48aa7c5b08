import { AppBar, RefreshIconButton, TitlePortal, ToggleThemeButton } from 'react-admin';
import { PersonMenu } from './person-menu.tsx';
import { TenantSwitch } from './tenant-switch.tsx';

/** As many lines as the bar has room for: a phone has two. */
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
  // A block within would not be cut.
  '& span': { display: 'inline' },
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
