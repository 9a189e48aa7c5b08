import { Typography } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { ShowCard } from '../parts/show-page.tsx';
import type { AuditEvent } from './audit-event.ts';
import { Details } from './details.tsx';
import { Sentence } from './sentence.tsx';

/** A single entry, for links to it. */
export default function AuditEntry() {
  return (
    <ShowCard>
      <Entry />
    </ShowCard>
  );
}

function Entry() {
  const event = useRecordContext<AuditEvent>();
  if (event === undefined) return null;
  return (
    <>
      <Typography gutterBottom sx={{ mb: 2, overflowWrap: 'anywhere' }}>
        <Sentence event={event} />
      </Typography>
      <Details event={event} />
    </>
  );
}
