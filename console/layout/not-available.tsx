import { Button, Paper, Typography } from '@mui/material';
import { Title, useGetResourceLabel } from 'react-admin';
import { Link, useLocation } from 'react-router-dom';
import { OTHER_PAGES, PAGES } from '../pages.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.not_available;

/** For URLs that show this user nothing: hidden by their role, or not existing. */
export function NotAvailable() {
  const hidden = useHidden();
  return (
    <Paper sx={{ p: { xs: 3, sm: 6 }, mt: 2, textAlign: 'center' }}>
      <Title title={hidden === undefined ? words.none : words.hidden} />
      <Typography sx={{ maxWidth: '34rem', mx: 'auto', mb: 3 }}>
        {hidden === undefined ? words.none_text : fill(words.hidden_text, { what: hidden })}
      </Typography>
      <Button variant="contained" component={Link} to="/">
        {words.to_overview}
      </Button>
    </Paper>
  );
}

/** The label of the area that the URL belongs to. */
function useHidden(): string | undefined {
  const { pathname } = useLocation();
  const labelOf = useGetResourceLabel();
  const path = pathname.replace(/^\/|\/$/g, '');
  const page = PAGES.find(({ name }) => name === path.split('/')[0]);
  if (page !== undefined) return labelOf(page.name, 2);
  return OTHER_PAGES.find((other) => other.path === path)?.inMenu?.label;
}
