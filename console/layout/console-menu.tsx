import {
  List,
  ListItem,
  ListItemButton,
  ListItemText,
  Typography,
  useMediaQuery,
  type Theme,
} from '@mui/material';
import { useGetResourceLabel, useSidebarState } from 'react-admin';
import { NavLink } from 'react-router-dom';
import { useMay } from '../person.ts';
import { GROUPS, PAGES } from '../pages.ts';
import { texts } from '../texts/index.ts';

/** What the person may see, in groups. */
export function ConsoleMenu() {
  const may = useMay();
  const labelOf = useGetResourceLabel();
  const [open, setOpen] = useSidebarState();
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  const seen = PAGES.filter(({ name }) => may(name, 'get'));
  if (!open) return null;
  return (
    <nav aria-label={texts.console.name} style={{ width: '14.5rem', maxWidth: '100%' }}>
      <Typography sx={{ px: 2, pt: 2, pb: 0.5, fontWeight: 750, color: 'primary.main' }}>
        {texts.console.name}
      </Typography>
      {GROUPS.filter((group) => seen.some((page) => page.group === group)).map((group) => (
        <section key={group} aria-labelledby={`menu-${group}`}>
          <Typography
            id={`menu-${group}`}
            component="h2"
            variant="body2"
            sx={{ color: 'text.secondary', px: 2, pt: 1.5, fontWeight: 650 }}
          >
            {texts.console.groups[group]}
          </Typography>
          <List dense>
            {seen
              .filter((page) => page.group === group)
              .map(({ name }) => (
                <ListItem key={name} disablePadding>
                  <ListItemButton
                    component={NavLink}
                    to={`/${name}`}
                    onClick={() => onPhone && setOpen(false)}
                    sx={{
                      mx: 1,
                      borderRadius: 1,
                      '&.active': { bgcolor: 'action.selected', color: 'primary.main' },
                    }}
                  >
                    <ListItemText
                      primary={labelOf(name, 2)}
                      slotProps={{ primary: { sx: { fontWeight: 600 } } }}
                    />
                  </ListItemButton>
                </ListItem>
              ))}
          </List>
        </section>
      ))}
    </nav>
  );
}
