import { Alert, Button } from '@mui/material';
import type { ReactNode } from 'react';
import { useEditContext, useGetResourceLabel, useResourceContext, useShowContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';
import { fill } from './fill.ts';

const words = texts.console.no_record;

/** What the API says of an address that leads to no record: of one that is gone, and of one that never was an id. */
const NO_SUCH = [400, 404, 422];

function isNoSuch(error: unknown): boolean {
  return error instanceof ApiError && NO_SUCH.includes(error.status);
}

/** In the place of a record that could not be read: why, and the way to the others. */
function NoRecord({ error }: { error: Error }) {
  const resource = useResourceContext()!;
  const label = useGetResourceLabel();
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
      {isNoSuch(error) ? fill(words.none, { name }) : error.message}
    </Alert>
  );
}

/** What a page shows of its record, unless there is none. One that cannot be read anew just now stays as it was. */
export function UnlessMissing({ children }: { children: ReactNode }) {
  const { error, record } = useShowContext();
  const missing = error && (record === undefined || isNoSuch(error));
  return missing ? <NoRecord error={error as Error} /> : children;
}

/** In the place of a form whose record could not be read. */
export function NothingToEdit() {
  const { error } = useEditContext();
  return error ? <NoRecord error={error as Error} /> : null;
}
