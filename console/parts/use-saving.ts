import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';

/**
 * Sends a form's values. Errors are returned for the fields or for the whole form: otherwise it would count as saved,
 * and leaving it would not ask about unsaved changes. The form shows them.
 */
export function useSaving(
  send: (values: Record<string, unknown>) => Promise<unknown>,
  savedMessage: string = texts.console.saved,
) {
  const notify = useNotify();
  return async (values: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => {
    try {
      await send(values);
      notify(savedMessage, { type: 'success' });
      return undefined;
    } catch (error) {
      const errors = error instanceof ApiError ? error.body.errors : undefined;
      return errors ?? { root: { serverError: (error as Error).message } };
    }
  };
}
