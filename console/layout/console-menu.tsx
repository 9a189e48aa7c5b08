import { Box, Divider, List, Typography, useMediaQuery, type Theme } from '@mui/material';
import { useGetResourceLabel, useSidebarState } from 'react-admin';
import { useMay, useCurrentUser } from '../current-user.ts';
import { GROUPS, type Group } from '../listed-resources.ts';
import { OTHER_PAGES, PAGES } from '../pages.ts';
import { Mark } from '../parts/mark.tsx';
import { texts } from '../texts/index.ts';
import { MenuEntry, type Entry } from './menu-entry.tsx';

/** The pages the user may see, in groups; collapsed, a rail of icons. */
export function ConsoleMenu() {
  const [open] = useSidebarState();
  const entriesOf = useEntries();
  return (
    <Box
      component="nav"
      aria-label={texts.console.name}
      sx={{ width: open ? '14.5rem' : '3.5rem', maxWidth: '100%', pb: 1 }}
    >
      <Brand iconOnly={!open} />
      <Entries entries={[{ to: '/', label: texts.console.overview.title }]} />
      {GROUPS.map((group) => ({ group, entries: entriesOf(group) }))
        .filter(({ entries }) => entries.length > 0)
        .map(({ group, entries }) => (
          <section key={group} aria-label={texts.console.groups[group]}>
            {open ? <GroupName group={group} /> : <Divider sx={{ my: 0.75, mx: 1.5 }} />}
            <Entries entries={entries} />
          </section>
        ))}
    </Box>
  );
}

function Brand({ iconOnly }: { iconOnly: boolean }) {
  const { tenant } = useCurrentUser();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, px: 2, pt: 1.5, pb: 1, minWidth: 0 }}>
      <Mark />
      {!iconOnly && (
        <Box sx={{ minWidth: 0 }}>
          <Typography sx={{ fontWeight: 700, lineHeight: 1.3 }}>{texts.console.name}</Typography>
          {/* On a phone, the app bar has no room for the tenant. */}
          <Typography
            variant="body2"
            sx={{ display: { sm: 'none' }, color: 'text.secondary', overflowWrap: 'anywhere' }}
          >
            {tenant.name}
          </Typography>
        </Box>
      )}
    </Box>
  );
}

function GroupName({ group }: { group: Group }) {
  return (
    <Typography
      component="h2"
      sx={{ color: 'text.secondary', px: 2.25, pt: 1, pb: 0.25, fontSize: '0.75rem', fontWeight: 650 }}
    >
      {texts.console.groups[group]}
    </Typography>
  );
}

function useEntries(): (group: Group) => Entry[] {
  const may = useMay();
  const labelOf = useGetResourceLabel();
  return (group) => [
    ...PAGES.filter((page) => page.group === group && may(page.name, 'get')).map(({ name }) => ({
      to: `/${name}`,
      label: name === 'webhooks' ? texts.console.menu.webhooks : labelOf(name, 2),
    })),
    ...OTHER_PAGES.filter(({ inMenu, resource }) => inMenu?.group === group && may(resource, 'get')).map(
      ({ path, inMenu }) => ({ to: `/${path}`, label: inMenu!.label }),
    ),
  ];
}

function Entries({ entries }: { entries: Entry[] }) {
  const [open, setOpen] = useSidebarState();
  // Only there does the menu cover the page.
  const onPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  return (
    <List dense disablePadding>
      {entries.map((entry) => (
        <MenuEntry key={entry.to} {...entry} iconOnly={!open} onClick={() => onPhone && setOpen(false)} />
      ))}
    </List>
  );
}
