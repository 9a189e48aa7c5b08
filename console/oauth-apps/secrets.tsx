import { Alert, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { Moment } from '../parts/moment.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { AppRecord } from './app-record.ts';
import { RotateButton } from './rotate-button.tsx';

const words = texts.console.apps.secrets;
const { fields } = texts.resources['oauth-apps'];

interface Secret {
  id: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

/** The valid secrets, at most two, and a button to rotate the secret. */
export function Secrets({ app }: { app: AppRecord }) {
  const call = useCall();
  const mayEdit = useMay()('oauth-apps', 'edit');
  const path = `/tenants/${useCurrentUser().tenant.id}/oauth-apps/${app.id}/secrets`;
  const [fresh, setFresh] = useState<string>();
  const { data, isError, refetch } = useQuery({
    queryKey: ['secrets of', app.id],
    enabled: !app.public,
    queryFn: async () => {
      const { document } = await call(path);
      return [document!.data].flat().map(({ id, attributes }) => ({ id, ...attributes }) as Secret);
    },
  });
  if (app.public) return <>{words.none}</>;
  return (
    <>
      {isError && <Alert severity="error">{words.failed}</Alert>}
      {data !== undefined && <SecretTable secrets={data} />}
      {mayEdit && (
        <RotateButton
          app={app}
          path={path}
          onRotate={(made: Resource) => {
            setFresh(made.attributes?.['client_secret'] as string | undefined);
            void refetch();
          }}
        />
      )}
      {fresh !== undefined && (
        <SecretDialog
          title={fill(words.shown, { name: app.name })}
          secrets={{ [fields.client_id]: app.client_id, [fields.client_secret]: fresh }}
          onClose={() => setFresh(undefined)}
        />
      )}
    </>
  );
}

function SecretTable({ secrets }: { secrets: Secret[] }) {
  return (
    <TableContainer tabIndex={0} sx={{ mb: 1 }}>
      <Table size="small" aria-label={words.table}>
        <TableHead>
          <TableRow>
            <TableCell>{words.created}</TableCell>
            <TableCell>{words.used}</TableCell>
            <TableCell>{words.expires}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {secrets.map(({ id, created_at, last_used_at, expires_at }) => (
            <TableRow key={id}>
              <TableCell>
                <Moment exact at={created_at} />
              </TableCell>
              <TableCell>
                <Moment exact at={last_used_at} />
              </TableCell>
              <TableCell>{expires_at === null ? words.newest : <Moment exact at={expires_at} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
