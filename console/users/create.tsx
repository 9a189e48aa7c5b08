import { Alert, Typography } from '@mui/material';
import { email, required, TextInput } from 'react-admin';
import { CreatePage } from '../parts/create-page.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { RoleInput } from './role-input.tsx';

const words = texts.console.users;

export default function UserCreate() {
  const mayEdit = useMay()('users', 'edit');
  return (
    <CreatePage redirect={mayEdit ? 'edit' : 'show'} title={words.new}>
      <TextInput
        source="email"
        validate={[required(), email()]}
        helperText={words.email_help}
        autoComplete="off"
        fullWidth
      />
      <TextInput source="name" helperText={words.name_help} autoComplete="off" fullWidth />
      <RoleInput />
      <Alert severity="info" sx={{ width: '100%', my: 1 }}>
        <Typography component="h2" variant="subtitle2" sx={{ fontWeight: 650 }}>
          {words.next_steps}
        </Typography>
        <Typography variant="body2" gutterBottom>
          {words.then_new}
        </Typography>
        <Typography variant="body2">{words.then_known}</Typography>
      </Alert>
    </CreatePage>
  );
}
