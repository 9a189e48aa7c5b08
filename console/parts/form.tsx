import { useEffect, useRef } from 'react';
import {
  Form as AnyForm,
  useNotify,
  useResourceContext,
  useTranslate,
  useTranslateLabel,
  type FormProps,
} from 'react-admin';
import { useFormState } from 'react-hook-form';
import { shownErrors } from './field-errors.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.errors;
/** How long the error toast is shown, in milliseconds: long enough to read it. */
const TOAST_DURATION = 10_000;

/** Errors are shown at all fields at once and in our words, instead of in the browser's popup. */
export const ERROR_OPTIONS = {
  noValidate: true,
  shouldFocusError: false,
  disableInvalidFormNotification: true,
} as const;

/** A form within a page. The form of a whole page is FormPage. */
export function Form({ children, ...rest }: FormProps) {
  return (
    <AnyForm {...ERROR_OPTIONS} {...rest}>
      {children}
      <FocusFirstError />
    </AnyForm>
  );
}

/** After every rejected attempt, by the form or by the API: focuses the first invalid field and names it in a toast. */
export function FocusFirstError() {
  const { submitCount, errors } = useFormState();
  const place = useRef<HTMLSpanElement>(null);
  const seen = useRef(submitCount);
  const resource = useResourceContext();
  const notify = useNotify();
  const translate = useTranslate();
  const labelOf = useTranslateLabel();

  useEffect(() => {
    if (submitCount === seen.current) return;
    seen.current = submitCount;
    const { root, ...others } = errors;
    if (root === undefined && Object.keys(others).length === 0) return;
    const form = place.current!.closest('form')!;
    const labeled = (source: string) => {
      const label = labelOf({ source, ...(resource !== undefined && { resource }) });
      return typeof label === 'string' ? label : '';
    };
    const announce = async () => {
      const [first, ...more] = await shownErrors(form);
      // Errors without a visible field are shown in the toast.
      const { name, fault } = first ?? hiddenError(others, labeled);
      await first?.goTo();
      const messages = [
        root?.['serverError']?.message,
        more.length > 0 && translate('console.errors.several', { smart_count: more.length + 1 }),
        name === '' ? fault : fill(words.at_field, { name, fault }),
      ];
      notify(messages.filter(Boolean).join(' '), {
        type: 'error',
        autoHideDuration: TOAST_DURATION,
        multiLine: true,
      });
    };
    void announce();
  }, [submitCount, errors, resource, notify, translate, labelOf]);

  return <span hidden ref={place} />;
}

/** The first of the form's errors, at any depth. */
function hiddenError(
  errors: object,
  labelOf: (source: string) => string,
  path: readonly string[] = [],
): { name: string; fault: string } {
  for (const [part, error] of Object.entries(errors) as [string, unknown][]) {
    if (typeof error !== 'object' || error === null) continue;
    const { message } = error as { message?: unknown };
    if (typeof message === 'string') return { name: labelOf([...path, part].join('.')), fault: message };
    const deeper = hiddenError(error, labelOf, [...path, part]);
    if (deeper.fault !== '') return deeper;
  }
  return { name: '', fault: '' };
}
