import { Alert } from '@mui/material';
import { useWatch } from 'react-hook-form';
import { fill } from './fill.ts';

interface Props {
  all: readonly { id: string; name: string; built_in: boolean }[];
  /** What the form says, with %{name}. */
  text: string;
}

/** Says that an entry with the entered ID replaces a built-in one. */
export function Replaces({ all, text }: Props) {
  const id: unknown = useWatch({ name: 'id' });
  const replaced = all.find((one) => one.built_in && one.id === id);
  if (replaced === undefined) return null;
  return (
    <Alert severity="info" sx={{ width: '100%', my: 1 }}>
      {fill(text, { name: replaced.name })}
    </Alert>
  );
}
