import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { listUrl } from '../parts/list-url.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { ChartCard } from './chart-card.tsx';
import { CONNECTION_STATES, type Statistics } from './statistics.ts';

const words = texts.console.overview;
const TONES = {
  connected: 'good',
  pending: 'plain',
  needs_reauthorization: 'warning',
  error: 'bad',
} as const;

/** Credentials by connection state. The list next to the chart links to them. */
export function ConnectionsChart({ connections }: Pick<Statistics, 'connections'>) {
  const translate = useTranslate();
  const total = CONNECTION_STATES.reduce((sum, state) => sum + connections[state], 0);
  return (
    <ChartCard
      id="connections-title"
      title={words.connections}
      summary={translate('console.overview.connections_total', { smart_count: total })}
      empty={words.no_connections}
      labels={CONNECTION_STATES.map((state) => words[state])}
      tones={CONNECTION_STATES.map((state) => TONES[state])}
      series={[
        {
          name: words.count,
          tone: 'plain',
          values: CONNECTION_STATES.map((state) => connections[state]),
        },
      ]}
    >
      <Box component="ul" sx={{ listStyle: 'none', m: 0, mt: 1, p: 0 }}>
        {CONNECTION_STATES.map((state) => (
          <State key={state} state={state} count={connections[state]} />
        ))}
      </Box>
    </ChartCard>
  );
}

function State({ state, count }: { state: (typeof CONNECTION_STATES)[number]; count: number }) {
  const maySee = useMay()('credentials', 'get') && count > 0;
  return (
    <Typography component="li" sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
      {maySee ? <Link to={listUrl('credentials', { state })}>{words[state]}</Link> : words[state]}
      <span>{count}</span>
    </Typography>
  );
}
