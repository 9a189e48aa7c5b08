import WarningIcon from '@mui/icons-material/WarningAmber';
import DoneIcon from '@mui/icons-material/TaskAlt';
import { Box, Card, CardContent, LinearProgress, Typography } from '@mui/material';
import { useQueries } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCall } from '../api/use-call.ts';
import { Moment } from '../parts/moment.tsx';
import { useMay, usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { SOURCES, type Item, type Trouble } from './trouble.ts';

const words = texts.console.overview;

/** What needs somebody, the worst first, each with the way to where it is mended. */
export function Attention() {
  const call = useCall();
  const may = useMay();
  const { tenant } = usePerson();
  const sources = SOURCES.filter(({ resource }) => may(resource, 'get'));
  const answers = useQueries({
    queries: sources.map(({ look }, index) => ({
      queryKey: ['attention', tenant.id, index],
      queryFn: async () =>
        (await look(async (path) => (await call(`/tenants/${tenant.id}/${path}`)).document!, may)) ?? null,
    })),
  });
  if (sources.length === 0) return null;
  const troubles = answers.flatMap(({ data }) => data ?? []);
  const error = answers.find((answer) => answer.error !== null)?.error;
  const pending = answers.some(({ isPending }) => isPending);
  return (
    <Card component="section" aria-labelledby="attention-title" aria-busy={pending}>
      <CardContent>
        <Typography id="attention-title" component="h2" variant="h6" gutterBottom>
          {words.needs_you}
        </Typography>
        {troubles.map((trouble) => (
          <Kind key={trouble.says} trouble={trouble} />
        ))}
        {error !== undefined && error !== null && (
          <Typography role="alert" color="error">
            {fill(words.failed, { message: error.message })}
          </Typography>
        )}
        {pending && <LinearProgress aria-label={words.needs_you} />}
        {!pending && troubles.length === 0 && error === undefined && (
          <Typography sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
            <DoneIcon color="success" aria-hidden />
            {words.nothing}
          </Typography>
        )}
      </CardContent>
    </Card>
  );
}

function Kind({ trouble: { says, count, more, items, all } }: { trouble: Trouble }) {
  const translate = useTranslate();
  const sentence = more
    ? fill(words.given_up_many, { count })
    : translate(`console.overview.${says}`, { smart_count: count });
  return (
    <Box sx={{ py: 1 }}>
      <Typography
        component="h3"
        sx={{ fontWeight: 650, display: 'flex', gap: 1, alignItems: 'flex-start', fontSize: '1rem' }}
      >
        <WarningIcon color="warning" fontSize="small" aria-hidden sx={{ mt: 0.25 }} />
        {sentence}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, pl: { xs: 0, sm: 3.5 } }}>
        {items.map((item) => (
          <Line key={item.id} item={item} />
        ))}
        {count > items.length && says !== 'given_up' && (
          <Box component="li" sx={{ py: 0.5 }}>
            <Link to={all}>{words.more}</Link>
          </Box>
        )}
      </Box>
    </Box>
  );
}

function Line({ item: { name, to, reason, at, remedy } }: { item: Item }) {
  return (
    <Box component="li" sx={{ py: 0.5, overflowWrap: 'anywhere' }}>
      <Typography component="span" sx={{ fontWeight: 600 }}>
        {to === undefined ? name : <Link to={to}>{name}</Link>}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', ...THREE_LINES }}>
        {reason} {at !== undefined && at !== '' && <Moment at={at} />}
      </Typography>
      {remedy !== undefined && (
        <Typography variant="body2">
          <strong>{words.remedy}:</strong> {remedy}
        </Typography>
      )}
    </Box>
  );
}

/** A third party's reason may be as long as it likes; all of it is on the page of what is broken. */
const THREE_LINES = {
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
  overflow: 'hidden',
} as const;
