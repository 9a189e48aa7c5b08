import { Alert, Button } from '@mui/material';
import { useGetList, useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { ComponentRecord } from './component-record.ts';

const words = texts.console.components;

/** For a component that needs an OAuth client: links to the existing client, or to the form to add one. */
export function NeededClient() {
  const component = useRecordContext<ComponentRecord>();
  const may = useMay();
  const wanted = component?.uses_oauth_client === true && may('oauth-clients', 'get');
  const { data = [] } = useGetList(
    'oauth-clients',
    {
      filter: { component: component?.id },
      pagination: { page: 1, perPage: 1 },
      sort: { field: 'client_id', order: 'ASC' },
      meta: LIST_META,
    },
    { enabled: wanted },
  );
  if (component === undefined || !wanted) return null;
  const client = data[0];
  if (component.usable)
    return client === undefined ? null : (
      <Link to={`/oauth-clients/${client.id}/${may('oauth-clients', 'edit') ? '' : 'show'}`}>
        {words.see_client}
      </Link>
    );
  return (
    <Alert
      severity="warning"
      sx={{ mb: 2, width: '100%' }}
      action={
        may('oauth-clients', 'create') && (
          <Button color="inherit" component={Link} to={`/oauth-clients/create?component=${component.id}`}>
            {words.add_client}
          </Button>
        )
      }
    >
      {words.needs_client}
    </Alert>
  );
}
