import { Box, Button, Typography } from '@mui/material';
import { Moment } from '../parts/moment.tsx';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import { fill } from '../parts/fill.ts';
import { withFieldLabels } from './with-field-labels.ts';
import { Panel } from '../parts/panel.tsx';
import { eventsOf, type TimelineEvent } from './timeline-events.ts';
import { useTimeline } from './use-timeline.ts';

const words = texts.console.credentials;

/** The history of a connection, newest first. */
export function Timeline({ credentialId }: { credentialId: string }) {
  const { entries, hasNextPage, isFetching, fetchNextPage } = useTimeline(credentialId);
  const events = eventsOf(entries ?? []);
  return (
    <Panel title={words.timeline}>
      {entries !== undefined && events.length === 0 && <Typography>{words.timeline_empty}</Typography>}
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {events.map((event) => (
          <Event key={event.id} event={event} />
        ))}
      </Box>
      {hasNextPage && (
        <Button disabled={isFetching} onClick={() => void fetchNextPage()} sx={{ mt: 1 }}>
          {words.older}
        </Button>
      )}
      <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
        {words.timeline_note}
      </Typography>
    </Panel>
  );
}

function Event({ event: { is, tone, at, by, reason } }: { event: TimelineEvent }) {
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '11rem minmax(0, 1fr)' },
        columnGap: 1.5,
        py: 1,
        borderTop: '1px solid',
        borderColor: 'divider',
        '&:first-of-type': { borderTop: 'none' },
      }}
    >
      <Typography variant="body2" component="div" sx={{ color: 'text.secondary', pt: 0.25 }}>
        <Moment exact at={at} />
      </Typography>
      <Box sx={{ overflowWrap: 'anywhere' }}>
        <State word={words.events[is]} tone={tone} />
        {by !== null && (
          <Typography component="span" variant="body2" sx={{ color: 'text.secondary', ml: 1 }}>
            {fill(words.by, { name: by })}
          </Typography>
        )}
        {reason !== null && (
          <Typography variant="body2" sx={{ mt: 0.5 }}>
            {withFieldLabels(reason)}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
