import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';

/** Sends what a form holds; what is refused comes back for the fields, which the form says, or as a notification. */
export function useSaving(
  send: (values: Record<string, unknown>) => Promise<unknown>,
  said: string = texts.console.saved,
) {
  const notify = useNotify();
  return async (values: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => {
    try {
      await send(values);
      notify(said, { type: 'success' });
      return undefined;
    } catch (error) {
      const errors = error instanceof ApiError ? error.body.errors : undefined;
      if (errors === undefined) notify((error as Error).message, { type: 'error' });
      return errors;
    }
  };
}
