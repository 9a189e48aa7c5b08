import { Alert } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { Fact, Facts } from '../parts/facts.tsx';
import { FilteredLinks } from '../parts/filtered-links.tsx';
import { PreviousSecret } from '../parts/previous-secret.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { ClientRecord } from './client-record.ts';
import { ClientState } from './client-state.tsx';

const words = texts.console.clients;
const { fields } = texts.resources['oauth-clients'];

/** The read-only properties of a client. */
export function ReadOnlyFields() {
  const client = useRecordContext<ClientRecord>();
  const may = useMay();
  if (client === undefined) return null;
  const { component, component_id } = client;
  return (
    <>
      {client.status === 'orphaned' && (
        <Alert severity="warning" sx={{ mb: 2, width: '100%' }}>
          {words.orphaned_help}
        </Alert>
      )}
      <Facts>
        <Fact name={fields.component_id}>
          {component === undefined ? (
            words.gone
          ) : (
            <Link to={`/components/${component.id}/show`}>{component.name}</Link>
          )}
        </Fact>
        <Fact name={fields.status}>
          <ClientState status={client.status} />
        </Fact>
        {may('flows', 'get') && (
          <Fact name={words.flows}>
            {typeof component_id === 'string' ? (
              <FilteredLinks
                resource="flows"
                filter={{ component: component_id }}
                none={words.no_flows}
                all={texts.console.deleting.all_flows}
              />
            ) : (
              words.no_flows
            )}
          </Fact>
        )}
        <PreviousSecret />
        <Fact name={fields.created_at}>
          <Moment at={client.created_at} />
        </Fact>
        <Fact name={fields.updated_at}>
          <Moment at={client.updated_at} />
        </Fact>
      </Facts>
    </>
  );
}
