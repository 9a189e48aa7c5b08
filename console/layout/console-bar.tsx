import { Divider, ListItemText, MenuItem } from '@mui/material';
import { AppBar, Logout, TitlePortal, UserMenu, useUserMenu } from 'react-admin';
import { Link } from 'react-router-dom';
import { usePerson } from '../person.ts';
import { texts } from '../texts.ts';
import { TenantSwitch } from './tenant-switch.tsx';

const ELLIPSIS = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

const words = texts.console.app_bar;

export function ConsoleBar() {
  return (
    <AppBar alwaysOn color="default" userMenu={<PersonMenu />}>
      <TitlePortal
        component="h1"
        sx={{
          minWidth: 0,
          mr: 1.5,
          fontSize: '1.125rem',
          fontWeight: 650,
          lineHeight: '2rem',
          '& span': { display: 'block', ...ELLIPSIS },
          ...ELLIPSIS,
        }}
      />
      <TenantSwitch />
    </AppBar>
  );
}

function PersonMenu() {
  return (
    <UserMenu>
      <PersonItems />
      <Logout />
    </UserMenu>
  );
}

function PersonItems() {
  const { email, name } = usePerson();
  const { onClose } = useUserMenu() ?? {};
  return [
    <MenuItem key="person" component={Link} to="/profile" onClick={onClose}>
      <ListItemText primary={words.profile} secondary={name ?? email} />
    </MenuItem>,
    <MenuItem key="reference" component="a" href="/docs" target="_blank" rel="noreferrer" onClick={onClose}>
      <ListItemText primary={words.reference} />
    </MenuItem>,
    <Divider key="end" component="li" />,
  ];
}
