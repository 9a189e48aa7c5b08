import { Alert, Card, CardContent, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Title } from 'react-admin';
import { Copyable } from '../parts/copy.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { Alerts, AlertSecret } from './alerts.tsx';
import { DangerZone } from './danger-zone.tsx';
import { TenantForm } from './tenant-form.tsx';
import { useTenant, type Tenant } from './tenant.ts';

const words = texts.console.settings;

/** The settings of the tenant. */
export default function Settings() {
  const [secret, setSecret] = useState<string>();
  const { tenant, error, read, change, remove } = useTenant({ onAlertSecret: setSecret });
  const may = useMay();
  return (
    <Stack sx={{ mt: 2, gap: 2, maxWidth: '48rem' }}>
      <Title title={words.title} />
      {error !== null && <Alert severity="error">{error.message}</Alert>}
      {tenant !== undefined && (
        <Card>
          <CardContent>
            <Typography component="h2" variant="h6" gutterBottom>
              {words.general}
            </Typography>
            <Known tenant={tenant} />
            {may('tenants', 'edit') ? (
              <TenantForm tenant={tenant} read={read} change={change} />
            ) : (
              <ReadOnly tenant={tenant} />
            )}
          </CardContent>
        </Card>
      )}
      {tenant !== undefined && tenant.alert_url !== null && may('tenants', 'edit') && <Alerts />}
      {secret !== undefined && <AlertSecret secret={secret} onClose={() => setSecret(undefined)} />}
      {tenant !== undefined && may('tenants', 'delete') && <DangerZone name={tenant.name} remove={remove} />}
    </Stack>
  );
}

function Known({ tenant }: { tenant: Tenant }) {
  return (
    <Facts>
      <Fact name={words.id}>
        <Copyable value={tenant.id} name={words.id} />
      </Fact>
      <Fact name={words.created}>
        <Moment at={tenant.created_at} />
      </Fact>
      <Fact name={words.updated}>
        <Moment at={tenant.updated_at} />
      </Fact>
    </Facts>
  );
}

function ReadOnly({ tenant }: { tenant: Tenant }) {
  return (
    <>
      <Facts>
        <Fact name={words.name}>{tenant.name}</Fact>
        <Fact name={words.return_urls}>
          {tenant.return_urls.length === 0
            ? words.no_return_urls
            : tenant.return_urls.map((url) => <div key={url}>{url}</div>)}
        </Fact>
        <Fact name={words.alert_url}>{tenant.alert_url ?? words.no_alert_url}</Fact>
      </Facts>
      <Typography sx={{ color: 'text.secondary' }}>{texts.console.read_only}</Typography>
    </>
  );
}
