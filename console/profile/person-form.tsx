import { email, required, SaveButton, TextInput } from 'react-admin';
import { Form } from '../parts/form.tsx';
import { texts } from '../texts/index.ts';
import type { ChangeMe } from './profile.tsx';
import { useSaving } from '../parts/use-saving.ts';

const words = texts.console.profile;

export function PersonForm({ me, change }: { me: { email: string; name: string }; change: ChangeMe }) {
  const save = useSaving((values) => change({ email: values['email'], name: values['name'] || null }));
  return (
    <Form record={me} onSubmit={save} warnWhenUnsavedChanges>
      <TextInput
        source="email"
        label={words.email}
        validate={[required(), email()]}
        autoComplete="email"
        fullWidth
      />
      <TextInput source="name" label={words.name} autoComplete="name" fullWidth />
      <SaveButton label={words.save} />
    </Form>
  );
}
