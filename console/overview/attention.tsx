import WarningIcon from '@mui/icons-material/WarningAmber';
import DoneIcon from '@mui/icons-material/TaskAlt';
import { Box, Card, CardContent, LinearProgress, Typography } from '@mui/material';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCall } from '../api/use-call.ts';
import { Moment } from '../parts/moment.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { credentialProblems, readAttention } from './credential-problems.ts';
import { SOURCES, type Ask, type Item, type Problem } from './problems.ts';
import { useStatistics } from './statistics.ts';

const words = texts.console.overview;

/** What needs attention, worst first, with links to where it can be fixed. */
export function Attention() {
  const call = useCall();
  const may = useMay();
  const { tenant } = useCurrentUser();
  const ask: Ask = async (path) => (await call(`/tenants/${tenant.id}/${path}`)).document!;
  const sources = SOURCES.filter(({ resource }) => may(resource, 'get'));
  const credentials = useCredentialsInNeed(ask);
  const answers = useQueries({
    queries: sources.map(({ look }, index) => ({
      queryKey: ['attention', tenant.id, index],
      queryFn: async () => (await look(ask, may)) ?? null,
    })),
  });
  if (sources.length === 0 && !may('credentials', 'get')) return null;
  const problems = [...credentialProblems(credentials.data), ...answers.flatMap(({ data }) => data ?? [])];
  const error = [credentials, ...answers].find((answer) => answer.error !== null)?.error;
  const pending = [credentials, ...answers].some(({ isLoading }) => isLoading);
  return (
    <Card component="section" aria-labelledby="attention-title" aria-busy={pending}>
      <CardContent>
        <Typography id="attention-title" component="h2" variant="h6" gutterBottom>
          {words.attention}
        </Typography>
        {problems.map((problem) => (
          <Kind key={problem.messageKey} problem={problem} />
        ))}
        {error !== undefined && error !== null && (
          <Typography role="alert" color="error">
            {fill(words.failed, { message: error.message })}
          </Typography>
        )}
        {pending && <LinearProgress aria-label={words.attention} />}
        {!pending && problems.length === 0 && error === undefined && (
          <Typography sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
            <DoneIcon color="success" aria-hidden />
            {words.nothing}
          </Typography>
        )}
      </CardContent>
    </Card>
  );
}

/** The credentials that need attention, as far as the user may see them. */
function useCredentialsInNeed(ask: Ask) {
  const may = useMay();
  const { tenant } = useCurrentUser();
  const maySee = may('credentials', 'get');
  const inStatistics = may('statistics', 'get');
  const statistics = useStatistics();
  const listed = useQuery({
    queryKey: ['credentials in need', tenant.id],
    queryFn: () => readAttention(ask),
    enabled: maySee && !inStatistics,
  });
  const { error, isLoading } = inStatistics ? statistics : listed;
  const data = (inStatistics ? statistics.data?.attention : listed.data) ?? [];
  return { data, error: maySee ? error : null, isLoading: maySee && isLoading };
}

function Kind({ problem: { messageKey, count, more, items, all } }: { problem: Problem }) {
  const translate = useTranslate();
  const sentence = more
    ? fill(words.undelivered_many, { count })
    : translate(`console.overview.${messageKey}`, { smart_count: count });
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
        {count > items.length && messageKey !== 'undelivered' && (
          <Box component="li" sx={{ py: 0.5 }}>
            <Link to={all}>{words.more}</Link>
          </Box>
        )}
      </Box>
    </Box>
  );
}

function Line({ item: { name, to, reason, at, ended, remedy, action } }: { item: Item }) {
  return (
    <Box component="li" sx={{ py: 0.5, overflowWrap: 'anywhere' }}>
      <Typography component="span" sx={{ fontWeight: 600 }}>
        {to === undefined ? name : <Link to={to}>{name}</Link>}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', ...THREE_LINES }}>
        {reason} {at !== undefined && at !== '' && <Moment at={at} />}
      </Typography>
      {ended !== undefined && ended !== null && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {words.ended_on} <Moment at={ended} />
        </Typography>
      )}
      {action !== undefined && to !== undefined && (
        <Typography variant="body2">
          <Link to={to}>{action}</Link>
        </Typography>
      )}
      {remedy !== undefined && (
        <Typography variant="body2">
          <strong>{words.remedy}:</strong> {remedy}
        </Typography>
      )}
    </Box>
  );
}

/** A provider's reason may be of any length. The page of the credential shows all of it. */
const THREE_LINES = {
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
  overflow: 'hidden',
} as const;
