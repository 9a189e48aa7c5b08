import { Alert, Card, CardContent, Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { OwnKeys } from '../api-keys/own-keys.tsx';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { useMe } from './me.ts';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';

const words = texts.console.profile;

/** The page of the signed-in user. */
export default function Profile() {
  const currentUser = useCurrentUser();
  const maySeeKeys = useMay()('api-keys', 'get');
  const { me, error, read, change, changePassword } = useMe();

  return (
    <Stack sx={{ mt: 2, gap: 2, maxWidth: '36rem' }}>
      <Title title={words.title} />
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {words.account}
          </Typography>
          {error !== null && <Alert severity="error">{error.message}</Alert>}
          {me !== undefined && <ProfileForm me={me} read={read} change={change} />}
        </CardContent>
      </Card>
      <Card>
        <CardContent>
          <Typography component="h2" variant="h6" gutterBottom>
            {words.password}
          </Typography>
          <PasswordForm change={changePassword} />
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
            {fill(words.role, { tenant: currentUser.tenant.name, role: currentUser.role })}
          </Typography>
          <Typography
            component="ul"
            variant="body2"
            sx={{ columns: { sm: 2 }, pl: 2.5, m: 0, overflowWrap: 'anywhere' }}
          >
            {[...currentUser.permissions].map((permission) => (
              <li key={permission}>{permission.replace(/^tenants\./, '')}</li>
            ))}
          </Typography>
        </CardContent>
      </Card>
    </Stack>
  );
}
