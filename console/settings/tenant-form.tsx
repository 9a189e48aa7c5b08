import { Box } from '@mui/material';
import { maxLength, required, SaveButton, TextInput } from 'react-admin';
import { withLineNumbers } from '../parts/faults-by-item.ts';
import { VersionedForm } from '../parts/versioned-form.tsx';
import { texts } from '../texts/index.ts';
import type { Tenant, TenantChange } from './tenant.ts';

const words = texts.console.settings;

interface Props {
  tenant: Tenant;
  read(): Promise<Tenant>;
  change(changed: Partial<TenantChange>, etag: string | undefined): Promise<Tenant>;
}

export function TenantForm({ tenant, read, change }: Props) {
  return (
    <VersionedForm<Tenant, TenantChange>
      initial={tenant}
      labels={{ name: words.name, return_urls: words.return_urls, alert_url: words.alert_url }}
      meaning={({ name, return_urls, alert_url }) => ({
        name: name as string,
        return_urls: linesOf(return_urls as string | string[] | null),
        alert_url: (alert_url as string | null) || null,
      })}
      faults={(refused, values) => {
        const urls = refused['return_urls'];
        if (typeof urls !== 'string') return refused;
        return {
          ...refused,
          return_urls: withLineNumbers(urls, typedIn(values['return_urls'] as string | string[] | null)),
        };
      }}
      read={read}
      change={change}
    >
      <TextInput source="name" label={words.name} validate={[required(), maxLength(255)]} fullWidth />
      <TextInput
        source="return_urls"
        label={words.return_urls}
        helperText={words.return_urls_help}
        format={(value: unknown) => (Array.isArray(value) ? value.join('\n') : value)}
        parse={(typed: string) => typed}
        multiline
        minRows={3}
        fullWidth
        sx={{ mb: 1.5 }}
      />
      <TextInput
        source="alert_url"
        label={words.alert_url}
        helperText={words.alert_url_help}
        validate={maxLength(2000)}
        fullWidth
      />
      <Box sx={{ mt: 1 }}>
        <SaveButton label={words.save} />
      </Box>
    </VersionedForm>
  );
}

function typedIn(value: string | string[] | null): string {
  return Array.isArray(value) ? value.join('\n') : (value ?? '');
}

function linesOf(value: string | string[] | null): string[] {
  if (Array.isArray(value)) return value;
  return (value ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
