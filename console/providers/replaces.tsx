import { Alert } from '@mui/material';
import { useWatch } from 'react-hook-form';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { useProviders } from './use-providers.ts';

/** Says that a provider with the entered ID replaces the one in the catalog. */
export function Replaces() {
  const id: unknown = useWatch({ name: 'id' });
  const replaced = useProviders().find((provider) => provider.built_in && provider.id === id);
  if (replaced === undefined) return null;
  return (
    <Alert severity="info" sx={{ width: '100%', my: 1 }}>
      {fill(texts.console.providers.replaces, { name: replaced.name })}
    </Alert>
  );
}
