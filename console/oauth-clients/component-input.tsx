import { Alert, Button } from '@mui/material';
import { AutocompleteInput, required, useGetList } from 'react-admin';
import { Link } from 'react-router-dom';
import { OF_LISTS } from '../api/kept-apart.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.clients;

/** As many as the API gives at once. */
const MOST = 200;

/** One of the components that wait for a client. */
export function ComponentInput() {
  const {
    data,
    total = 0,
    isPending,
  } = useGetList('components', {
    filter: { usable: false },
    pagination: { page: 1, perPage: MOST },
    sort: { field: 'name', order: 'ASC' },
    meta: OF_LISTS,
  });
  if (data?.length === 0)
    return (
      <Alert
        severity="info"
        sx={{ mb: 2, width: '100%' }}
        action={
          <Button color="inherit" component={Link} to="/components">
            {words.to_components}
          </Button>
        }
      >
        <strong>{words.no_component}</strong> {words.no_component_text}
      </Alert>
    );
  return (
    <AutocompleteInput
      source="component_id"
      choices={data ?? []}
      isPending={isPending}
      validate={required()}
      helperText={total > MOST ? words.more_components : words.component_help}
      fullWidth
    />
  );
}
