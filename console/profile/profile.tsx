import { Card, CardContent, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Title } from 'react-admin';
import { OwnKeys } from '../api-keys/own-keys.tsx';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, usePerson } from '../person.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { PasswordForm } from './password-form.tsx';
import { PersonForm } from './person-form.tsx';

const words = texts.console.profile;

/** Changes the person, who is the same in all their tenants. @throws ApiError */
export type ChangeMe = (attributes: object) => Promise<Resource>;

/** The person's own page. */
export default function Profile() {
  const person = usePerson();
  const call = useCall();
  const maySeeKeys = useMay()('api-keys', 'get');
  const [me, setMe] = useState({ email: person.email, name: person.name ?? '' });

  const change: ChangeMe = async (attributes) => {
    const body = { data: { type: 'me', id: person.id, attributes } };
    const { document } = await call('/me', { method: 'PATCH', body });
    const resource = document!.data as Resource;
    const { email, name } = resource.attributes as { email: string; name: string | null };
    setMe({ email, name: name ?? '' });
    return resource;
  };

  return (
    <Stack sx={{ mt: 2, gap: 2, maxWidth: '36rem' }}>
      <Title title={words.title} />
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {words.person}
          </Typography>
          <PersonForm me={me} change={change} />
        </CardContent>
      </Card>
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {words.password}
          </Typography>
          <PasswordForm change={change} />
        </CardContent>
      </Card>
      {maySeeKeys && (
        <Card>
          <CardContent>
            <OwnKeys />
          </CardContent>
        </Card>
      )}
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {fill(words.role, { tenant: person.tenant.name, role: person.role })}
          </Typography>
          <Typography
            component="ul"
            variant="body2"
            sx={{ columns: { sm: 2 }, pl: 2.5, m: 0, overflowWrap: 'anywhere' }}
          >
            {[...person.permissions].map((permission) => (
              <li key={permission}>{permission.replace(/^tenants\./, '')}</li>
            ))}
          </Typography>
        </CardContent>
      </Card>
    </Stack>
  );
}
