import MoreIcon from '@mui/icons-material/MoreVert';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useMay } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';

const words = texts.console.apps;

/** The actions of an app in the list. Clicking the row opens the app, so clicks must not bubble. */
export function RowMenu({ app }: { app: AppRecord }) {
  const may = useMay();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const label = fill(words.more_of, { name: app.name });
  const menu = (ask?: () => void) => (
    <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
      <MenuItem component={Link} to={`/oauth-apps/${app.id}/${may('oauth-apps', 'edit') ? '' : 'show'}`}>
        {words.details}
      </MenuItem>
      {ask !== undefined && (
        <MenuItem
          sx={{ color: 'error.main' }}
          onClick={() => {
            close();
            ask();
          }}
        >
          {texts.console.deleting.action}
        </MenuItem>
      )}
    </Menu>
  );
  return (
    <span role="presentation" onClick={(event) => event.stopPropagation()}>
      <IconButton
        size="small"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      {may('oauth-apps', 'delete') ? (
        <DeleteButton name={app.name} text={words.deleting_text} opener={menu} />
      ) : (
        menu()
      )}
    </span>
  );
}
