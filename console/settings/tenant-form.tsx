import { Alert, Box, Typography } from '@mui/material';
import { useState } from 'react';
import { maxLength, required, SaveButton, TextInput } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { faultsAtLines } from '../parts/faults-by-item.ts';
import { Form } from '../parts/form.tsx';
import { useSaving } from '../parts/use-saving.ts';
import { texts } from '../texts/index.ts';
import type { Tenant, TenantChange } from './tenant.ts';

const words = texts.console.settings;

interface Props {
  tenant: Tenant;
  read(): Promise<Tenant>;
  change(attributes: TenantChange, etag: string | undefined): Promise<void>;
}

/** What somebody else has changed meanwhile is shown, and what was typed stays; saving again puts it over theirs. */
export function TenantForm({ tenant, read, change }: Props) {
  const [theirs, setTheirs] = useState<Tenant>();
  // As the form began: another version of the tenant must not fill it anew.
  const [begun] = useState(tenant);
  const save = useSaving(async (values) => {
    const name = values['name'] as string;
    const return_urls = linesOf(values['return_urls'] as string | string[] | null);
    const { etag } = theirs ?? tenant;
    try {
      await change({ name, return_urls }, etag);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412) throw error;
      setTheirs(await read());
      throw error;
    }
    setTheirs(undefined);
    // The name stands in other places of the page, too.
    if (name !== begun.name) location.reload();
  });
  const submit = async (values: Record<string, unknown>) => {
    const refused = await save(values);
    const urls = refused?.['return_urls'];
    if (typeof urls !== 'string') return refused;
    return {
      ...refused,
      return_urls: faultsAtLines(urls, typedIn(values['return_urls'] as string | string[] | null)),
    };
  };
  return (
    <Form record={begun} onSubmit={submit} warnWhenUnsavedChanges>
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
      />
      {theirs !== undefined && <Conflict theirs={theirs} />}
      <Box sx={{ mt: 1 }}>
        <SaveButton label={words.save} />
      </Box>
    </Form>
  );
}

function Conflict({ theirs: { name, return_urls } }: { theirs: Tenant }) {
  return (
    <Alert severity="warning" role="alert" sx={{ mb: 2, overflowWrap: 'anywhere' }}>
      {words.conflict}
      <Typography component="div" variant="body2" sx={{ my: 1, whiteSpace: 'pre-wrap' }}>
        {words.name}: {name}
        {'\n'}
        {words.return_urls}: {return_urls.length === 0 ? words.no_return_urls : return_urls.join(' ')}
      </Typography>
      {words.overwrite}
    </Alert>
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
