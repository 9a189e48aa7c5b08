import { Alert, Button } from '@mui/material';
import { useContext } from 'react';
import { EditContext, ShowContext, useGetResourceLabel, useResourceContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';
import { fill } from './fill.ts';

const words = texts.console.no_record;

/** What the API says of an address that leads to no record: of one that is gone, and of one that never was an id. */
const NO_SUCH = [400, 404, 422];

/** In the place of a record that could not be read: why, and the way to the others. */
export function NoRecord() {
  const resource = useResourceContext()!;
  const label = useGetResourceLabel();
  const shown = useContext(ShowContext) as { error?: Error | null } | null;
  const edited = useContext(EditContext) as { error?: Error | null } | null;
  const error = shown?.error ?? edited?.error;
  const noSuch = error instanceof ApiError && NO_SUCH.includes(error.status);
  // An abbreviation begins as it is written.
  const name = label(resource, 1).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return (
    <Alert
      severity="warning"
      role="alert"
      action={
        <Button color="inherit" component={Link} to={`/${resource}`} sx={{ whiteSpace: 'nowrap' }}>
          {words.to_list}
        </Button>
      }
    >
      {noSuch ? fill(words.none, { name }) : error?.message}
    </Alert>
  );
}
