import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';

/** Sends what a form holds; what is refused comes back for the fields, or as a notification. */
export function useSaving(send: (values: Record<string, unknown>) => Promise<unknown>) {
  const notify = useNotify();
  return async (values: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => {
    try {
      await send(values);
      notify(texts.console.saved, { type: 'success' });
      return undefined;
    } catch (error) {
      const errors = error instanceof ApiError ? error.body.errors : undefined;
      if (errors === undefined) notify((error as Error).message, { type: 'error' });
      return errors;
    }
  };
}
