import { email, required, SaveButton, TextInput } from 'react-admin';
import { VersionedForm } from '../parts/versioned-form.tsx';
import { texts } from '../texts/index.ts';
import type { Me, MeChange } from './me.ts';

const words = texts.console.profile;

interface Props {
  me: Me;
  read(): Promise<Me>;
  change(changed: Partial<MeChange>, etag: string | undefined): Promise<Me>;
}

export function ProfileForm({ me, read, change }: Props) {
  return (
    <VersionedForm<Me, MeChange>
      initial={me}
      labels={{ email: words.email, name: words.name }}
      meaning={(values) => ({ email: String(values['email']), name: (values['name'] as string) || null })}
      read={read}
      change={change}
    >
      <TextInput
        source="email"
        label={words.email}
        validate={[required(), email()]}
        autoComplete="email"
        fullWidth
      />
      <TextInput source="name" label={words.name} autoComplete="name" fullWidth />
      <SaveButton label={words.save} />
    </VersionedForm>
  );
}
