import SearchIcon from '@mui/icons-material/Search';
import { Button, Typography } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { Fact, Facts } from '../parts/facts.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { fill } from '../parts/fill.ts';
import { Panel } from '../parts/panel.tsx';
import { MOST, useFlowsOf, useWebhooksOf, type Users } from './use-usage.ts';

const words = texts.console.credentials;

/** The flows and webhooks that use a credential. The API finds them by looking through all, so it waits to be asked. */
export function Usage({ credentialId }: { credentialId: string }) {
  const [looking, setLooking] = useState(false);
  return (
    <Panel title={words.usage}>
      {looking ? (
        <Found credentialId={credentialId} />
      ) : (
        <Button startIcon={<SearchIcon />} onClick={() => setLooking(true)}>
          {words.look}
        </Button>
      )}
    </Panel>
  );
}

function Found({ credentialId }: { credentialId: string }) {
  const may = useMay();
  const flows = useFlowsOf(credentialId);
  const webhooks = useWebhooksOf(credentialId);
  return (
    <Facts>
      {may('flows', 'get') && (
        <Fact name={words.in_flows}>
          <UsersList users={flows} to={(id) => `/flows/${id}/show`} />
        </Fact>
      )}
      {may('webhooks', 'get') && (
        <Fact name={words.in_webhooks}>
          <UsersList users={webhooks} to={(id) => `/webhooks/${id}/show`} />
        </Fact>
      )}
    </Facts>
  );
}

function UsersList({ users, to }: { users: Users | undefined; to(id: string): string }) {
  if (users === undefined) return null;
  return (
    <>
      {users.found.length === 0 ? (
        words.in_none
      ) : (
        <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
          {users.found.map(({ id, name }) => (
            <li key={id}>
              <Link to={to(id)}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
      {!users.all && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {fill(words.first_only, { count: MOST })}
        </Typography>
      )}
    </>
  );
}
