import { Alert, Button } from '@mui/material';
import type { ReactNode } from 'react';
import { useEditContext, useGetResourceLabel, useResourceContext, useShowContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';
import { fill } from './fill.ts';

const words = texts.console.no_record;

/** The error codes of a URL that leads to no record: a deleted one, or an invalid ID. */
const NO_SUCH = [400, 404, 422];

function isNoSuch(error: unknown): boolean {
  return error instanceof ApiError && NO_SUCH.includes(error.status);
}

/** Shown instead of a record that could not be read: the reason, and a link to the list. */
function NoRecord({ error }: { error: Error }) {
  const resource = useResourceContext()!;
  const label = useGetResourceLabel();
  // Keep abbreviations such as "OAuth" in upper case.
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

/** Shows the page's content unless there is no such record. If refetching fails, the content stays. */
export function UnlessMissing({ children }: { children: ReactNode }) {
  const { error, record } = useShowContext();
  const missing = error && (record === undefined || isNoSuch(error));
  return missing ? <NoRecord error={error as Error} /> : children;
}

/** Shown instead of a form whose record could not be read. */
export function NoRecordToEdit() {
  const { error } = useEditContext();
  return error ? <NoRecord error={error as Error} /> : null;
}
