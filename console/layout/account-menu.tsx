import AccountCircle from '@mui/icons-material/AccountCircle';
import { Button, Divider, ListItemText, Menu, MenuItem, Typography } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link } from 'react-router-dom';
import { signOut } from '../api/sign-in-page.ts';
import { useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.app_bar;

/** The account menu: profile, API reference and sign-out. */
export function AccountMenu() {
  const { name, email } = useCurrentUser();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const notify = useNotify();
  const leave = async () => {
    close();
    await signOut().catch(() => notify(words.not_signed_out, { type: 'error' }));
  };
  const called = name ?? email;
  return (
    <>
      <Button
        color="inherit"
        aria-label={fill(words.account, { name: called })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ minWidth: 0, mr: 0.5 }}
      >
        <AccountCircle />
        <Typography
          component="span"
          noWrap
          sx={{ ml: 1, maxWidth: '14rem', display: { xs: 'none', md: 'inline' } }}
        >
          {called}
        </Typography>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem component={Link} to="/profile" onClick={close}>
          <ListItemText primary={words.profile} secondary={email} />
        </MenuItem>
        <MenuItem component="a" href="/docs" target="_blank" rel="noreferrer" onClick={close}>
          <ListItemText primary={words.reference} />
        </MenuItem>
        <Divider component="li" />
        <MenuItem onClick={() => void leave()}>
          <ListItemText primary={words.sign_out} />
        </MenuItem>
      </Menu>
    </>
  );
}
