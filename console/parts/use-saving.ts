import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';

/**
 * Sends what a form holds. What is refused comes back for the fields, or for the form as a whole: without, it would
 * count as saved, and whoever leaves it would not be asked. The form says
 * it.
 */
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
      return errors ?? { root: { serverError: (error as Error).message } };
    }
  };
}
