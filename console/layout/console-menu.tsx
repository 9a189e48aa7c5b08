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
import { useMay, useCurrentUser } from '../current-user.ts';
import { GROUPS, type Group } from '../listed-resources.ts';
import { OTHER_PAGES, PAGES } from '../pages.ts';
import { texts } from '../texts/index.ts';

interface Entry {
  to: string;
  label: string;
}

/** The pages the user may see, in groups. */
export function ConsoleMenu() {
  const [open] = useSidebarState();
  const { tenant } = useCurrentUser();
  const entriesOf = useEntries();
  if (!open) return null;
  return (
    <nav aria-label={texts.console.name} style={{ width: '14.5rem', maxWidth: '100%' }}>
      <Typography sx={{ px: 2, pt: 2, pb: 0.5, fontWeight: 750, color: 'primary.main' }}>
        {texts.console.name}
      </Typography>
      {/* On a phone, the app bar has no room for the tenant. */}
      <Typography
        sx={{
          display: { sm: 'none' },
          px: 2,
          color: 'text.secondary',
          fontWeight: 600,
          overflowWrap: 'anywhere',
        }}
      >
        {tenant.name}
      </Typography>
      <Entries entries={[{ to: '/', label: texts.console.overview.title }]} />
      {GROUPS.map((group) => ({ group, entries: entriesOf(group) }))
        .filter(({ entries }) => entries.length > 0)
        .map(({ group, entries }) => (
          <section key={group} aria-labelledby={`menu-${group}`}>
            <Typography
              id={`menu-${group}`}
              component="h2"
              variant="body2"
              sx={{ color: 'text.secondary', px: 2, pt: 1.5, fontWeight: 650 }}
            >
              {texts.console.groups[group]}
            </Typography>
            <Entries entries={entries} />
          </section>
        ))}
    </nav>
  );
}

function useEntries(): (group: Group) => Entry[] {
  const may = useMay();
  const labelOf = useGetResourceLabel();
  return (group) => [
    ...PAGES.filter((page) => page.group === group && may(page.name, 'get')).map(({ name }) => ({
      to: `/${name}`,
      label: labelOf(name, 2),
    })),
    ...OTHER_PAGES.filter(({ inMenu, resource }) => inMenu?.group === group && may(resource, 'get')).map(
      ({ path, inMenu }) => ({ to: `/${path}`, label: inMenu!.label }),
    ),
  ];
}

function Entries({ entries }: { entries: Entry[] }) {
  const [, setOpen] = useSidebarState();
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  return (
    <List dense>
      {entries.map(({ to, label }) => (
        <ListItem key={to} disablePadding>
          <ListItemButton
            component={NavLink}
            to={to}
            end={to === '/'}
            onClick={() => onPhone && setOpen(false)}
            sx={{
              mx: 1,
              borderRadius: 1,
              '&.active': { bgcolor: 'action.selected', color: 'primary.main' },
            }}
          >
            <ListItemText primary={label} slotProps={{ primary: { sx: { fontWeight: 600 } } }} />
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  );
}
