import { Alert } from '@mui/material';
import { useController } from 'react-hook-form';

/** The API's errors of a group of fields as a whole. It is a form field itself, so that the next attempt clears it. */
export function GroupErrors({ source }: { source: string }) {
  const { fieldState } = useController({ name: source });
  const message = fieldState.error?.message;
  if (message === undefined) return null;
  return (
    <Alert severity="error" role="alert" tabIndex={-1} data-fault="" sx={{ width: '100%', mb: 1 }}>
      {message}
    </Alert>
  );
}
