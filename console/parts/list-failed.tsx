import { Alert, AlertTitle, Button } from '@mui/material';
import { useEffect } from 'react';
import { useListContext } from 'react-admin';
import { texts } from '../texts/index.ts';

const words = texts.console.errors;

/** Milliseconds between two attempts to load a list that failed to load. */
const RETRY_PAUSE = 5_000;

interface Props {
  error: Error | null;
  retry(): unknown;
}

/** Shown by a `List` that failed to load. */
export function ListFailed() {
  const { error, refetch } = useListContext();
  return <LoadFailed error={error ?? null} retry={refetch} />;
}

/** Shown instead of records that failed to load: the reason, and a retry, by hand or automatically. */
export function LoadFailed({ error, retry }: Props) {
  useRetries(retry);
  return (
    <Alert
      severity="error"
      role="alert"
      action={
        <Button color="inherit" onClick={() => void retry()}>
          {words.retry}
        </Button>
      }
    >
      <AlertTitle>{words.list_failed}</AlertTitle>
      {error?.message}
    </Alert>
  );
}

/** The same as the help of an input. */
export function ChoicesFailed({ retry }: Pick<Props, 'retry'>) {
  useRetries(retry);
  return (
    <span role="alert">
      {words.list_failed}{' '}
      <Button size="small" color="inherit" onClick={() => void retry()}>
        {words.retry}
      </Button>
    </span>
  );
}

function useRetries(retry: Props['retry']): void {
  useEffect(() => {
    const timer = setInterval(() => void retry(), RETRY_PAUSE);
    return () => clearInterval(timer);
  }, [retry]);
}
