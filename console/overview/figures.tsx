import { Box, Typography } from '@mui/material';
import { useIsFetching } from '@tanstack/react-query';
import { useState } from 'react';
import { texts } from '../texts/index.ts';
import { ConnectionsChart } from './connections-chart.tsx';
import { HoursChart } from './hours-chart.tsx';
import { useStatistics } from './statistics.ts';

const words = texts.console.overview;
const TWO_COLUMNS = {
  display: 'grid',
  gap: 2,
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
};

/** The tenant's statistics. Loaded last, since no action depends on it. */
export function Figures() {
  const { data: statistics } = useStatistics();
  const calm = useIsFetching() === 0;
  const [ready, setReady] = useState(false);
  if (!ready && calm && statistics !== undefined) setReady(true);
  if (!ready || statistics === undefined) return null;
  const { connections, hours } = statistics;
  return (
    <Box component="section" aria-labelledby="figures-title">
      <Typography id="figures-title" component="h2" variant="h6">
        {words.figures}
      </Typography>
      <Typography sx={{ color: 'text.secondary', mb: 1.5 }}>{words.figures_text}</Typography>
      <Box sx={TWO_COLUMNS}>
        <ConnectionsChart connections={connections} />
        <HoursChart
          id="refreshes-title"
          title={words.refreshes}
          hours={hours}
          series={[
            { counted: 'refreshes_succeeded', name: words.refreshes_succeeded, tone: 'good' },
            { counted: 'refreshes_failed', name: words.refreshes_failed, tone: 'bad' },
          ]}
        />
        <HoursChart
          id="hand-outs-title"
          title={words.hand_outs}
          hours={hours}
          series={[{ counted: 'hand_outs', name: words.hand_outs_made, tone: 'plain' }]}
        />
        <HoursChart
          id="deliveries-title"
          title={words.deliveries}
          hours={hours}
          series={[
            { counted: 'deliveries_succeeded', name: words.deliveries_succeeded, tone: 'good' },
            { counted: 'deliveries_failed', name: words.deliveries_failed, tone: 'bad' },
          ]}
        />
      </Box>
    </Box>
  );
}
