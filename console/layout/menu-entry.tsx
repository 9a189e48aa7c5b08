import { ListItem, ListItemButton, ListItemIcon, ListItemText, Tooltip } from '@mui/material';
import { NavLink } from 'react-router-dom';
import { MENU_ICONS } from './menu-icons.tsx';

export interface Entry {
  to: string;
  label: string;
}

interface Props extends Entry {
  /** Whether only the icon has room. The label is then the tooltip. */
  iconOnly: boolean;
  onClick(): void;
}

/** A link of the menu. */
export function MenuEntry({ to, label, iconOnly, onClick }: Props) {
  const Icon = MENU_ICONS[to];
  return (
    <ListItem disablePadding>
      <Tooltip title={iconOnly ? label : ''} placement="right" describeChild={false}>
        <ListItemButton
          component={NavLink}
          to={to}
          end={to === '/'}
          aria-label={label}
          onClick={onClick}
          sx={{
            mx: 1,
            px: 1.25,
            py: 0,
            minHeight: { xs: 40, sm: 30 },
            borderRadius: 1,
            color: 'text.secondary',
            '&.active': { bgcolor: 'action.selected', color: 'primary.main' },
          }}
        >
          {Icon !== undefined && (
            <ListItemIcon sx={{ minWidth: 0, mr: 1.5, color: 'inherit' }}>
              <Icon sx={{ fontSize: '1.125rem' }} />
            </ListItemIcon>
          )}
          {!iconOnly && (
            <ListItemText
              primary={label}
              sx={{ m: 0 }}
              slotProps={{ primary: { noWrap: true, sx: { fontSize: '0.875rem', fontWeight: 550 } } }}
            />
          )}
        </ListItemButton>
      </Tooltip>
    </ListItem>
  );
}
