import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Box, Button, Card, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useListContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { AuditEvent } from './audit-event.ts';
import { Details } from './details.tsx';
import { Sentence } from './sentence.tsx';

const words = texts.console.audit;

/** A page of the log: one sentence per entry, with expandable details. */
export function Entries() {
  const { data, setFilters } = useListContext<AuditEvent>();
  if (data === undefined) return null;
  if (data.length === 0)
    return (
      <Card sx={{ p: { xs: 3, sm: 6 }, textAlign: 'center' }}>
        <Typography component="h2" variant="h6" gutterBottom>
          {words.empty}
        </Typography>
        <Typography sx={{ color: 'text.secondary', mb: 2 }}>{words.empty_text}</Typography>
        <Button onClick={() => setFilters({})}>{words.all}</Button>
      </Card>
    );
  return (
    <Box component="ol" aria-label={words.entries} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {data.map((event) => (
        <Entry key={event.id} event={event} />
      ))}
    </Box>
  );
}

function Entry({ event }: { event: AuditEvent }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Box component="li" sx={{ borderBottom: 1, borderColor: 'divider', px: { xs: 1.5, sm: 2 }, py: 0.75 }}>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr) auto', md: '11rem minmax(0, 1fr) auto' },
          columnGap: 2,
          alignItems: 'center',
        }}
      >
        <Typography
          variant="body2"
          sx={{ color: 'text.secondary', gridColumn: { xs: '1 / -1', md: 'auto' } }}
        >
          <Link to={`/audit-events/${event.id}/show`}>
            <Moment exact at={event.created_at} />
          </Link>
        </Typography>
        <Typography id={id} sx={{ overflowWrap: 'anywhere' }}>
          <Sentence event={event} />
        </Typography>
        <Button
          size="small"
          color="inherit"
          aria-expanded={open}
          aria-describedby={id}
          onClick={() => setOpen(!open)}
          endIcon={<ExpandIcon sx={{ transform: open ? 'rotate(180deg)' : 'none' }} />}
        >
          {words.details}
        </Button>
      </Box>
      {open && (
        <Box sx={{ pt: 1.5, pl: { md: '13rem' } }}>
          <Details event={event} />
        </Box>
      )}
    </Box>
  );
}
