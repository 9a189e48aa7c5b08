import { useQuery } from '@tanstack/react-query';
import { AutocompleteInput } from 'react-admin';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';

/** The credential of a webhook, where the tenant has any. */
export function CredentialInput() {
  const maySee = useMay()('credentials', 'get');
  const call = useCall();
  const { tenant } = usePerson();
  const { data = [] } = useQuery({
    queryKey: ['credentials to choose from'],
    enabled: maySee,
    queryFn: async () => {
      const query = 'fields[credential]=name&sort=name&page[size]=200';
      const { document } = await call(`/tenants/${tenant.id}/credentials?${query}`);
      return [document!.data].flat() as Resource[];
    },
  });
  if (data.length === 0) return null;
  return (
    <AutocompleteInput
      source="credential_id"
      choices={data.map(({ id, attributes }) => ({ id, name: String(attributes?.['name']) }))}
      helperText={texts.console.webhooks.credential_help}
      fullWidth
    />
  );
}
