import { Button, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { PlainPage } from './plain-page.tsx';

export function StartFailed({ error }: { error: unknown }) {
  const { start, again, offline } = texts.console.errors;
  const message = error instanceof TypeError ? offline.detail : (error as Error).message;
  return (
    <PlainPage title={start}>
      <Typography role="alert" gutterBottom>
        {message}
      </Typography>
      <Button variant="contained" onClick={() => location.reload()}>
        {again}
      </Button>
    </PlainPage>
  );
}
