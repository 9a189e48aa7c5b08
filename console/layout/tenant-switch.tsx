import UnfoldMore from '@mui/icons-material/UnfoldMore';
import { Button, Menu, MenuItem, Typography } from '@mui/material';
import { useState } from 'react';
import { currentSession } from '../api/session.ts';
import { useCurrentUser } from '../current-user.ts';
import { consolePath } from '../chosen-tenant.ts';
import { texts } from '../texts/index.ts';

const NAME = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

/**
 * Shows the current tenant and switches to others. Switching loads a new page, so no data of one tenant appears in
 * another.
 */
export function TenantSwitch() {
  const { tenant } = useCurrentUser();
  const { tenants } = currentSession();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const label = `${texts.console.app_bar.tenant}: ${tenant.name}`;
  if (tenants.length < 2)
    return (
      <Typography
        title={label}
        sx={{ ...NAME, maxWidth: '14rem', mr: 1, display: { xs: 'none', sm: 'block' } }}
      >
        {tenant.name}
      </Typography>
    );
  return (
    <>
      <Button
        color="inherit"
        endIcon={<UnfoldMore />}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ maxWidth: { xs: '9rem', sm: '16rem' } }}
      >
        <span style={NAME}>{tenant.name}</span>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {tenants.map(({ id, name }) => (
          <MenuItem key={id} component="a" href={consolePath(id)} selected={id === tenant.id}>
            {id === tenant.id ? tenant.name : name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
