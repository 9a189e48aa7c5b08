import { Typography } from '@mui/material';
import { maxLength, minLength, PasswordInput, required, SaveButton } from 'react-admin';
import { Form } from '../parts/form.tsx';
import { texts } from '../texts/index.ts';
import { useSaving } from '../parts/use-saving.ts';

const words = texts.console.profile;

interface Props {
  change(password: string, current_password: string): Promise<unknown>;
}

/** Changing the password ends all sessions, including this one, so the sign-in page follows. */
export function PasswordForm({ change }: Props) {
  const save = useSaving(async ({ password, current_password }) => {
    await change(String(password), String(current_password));
    location.assign('/console/profile');
  });
  return (
    <Form onSubmit={save}>
      <PasswordInput
        source="current_password"
        label={words.current_password}
        validate={required()}
        autoComplete="current-password"
        fullWidth
      />
      <PasswordInput
        source="password"
        label={words.new_password}
        validate={[required(), minLength(12), maxLength(200)]}
        helperText={words.new_password_help}
        autoComplete="new-password"
        fullWidth
      />
      <Typography sx={{ color: 'text.secondary' }} gutterBottom>
        {words.password_note}
      </Typography>
      <SaveButton label={words.change_password} />
    </Form>
  );
}
