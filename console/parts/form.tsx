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
import { faultsShown } from './faults-in.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.errors;
/** As long as it takes to read where somebody is sent, in milliseconds. */
const SAID = 10_000;

/** What is wrong is said at the fields, all at once and in our words, and not in a bubble of the browser's. */
export const OUR_WORDS = {
  noValidate: true,
  shouldFocusError: false,
  disableInvalidFormNotification: true,
} as const;

/** A form in a page that has more to it; the form of a page is FormPage. */
export function Form({ children, ...rest }: FormProps) {
  return (
    <AnyForm {...OUR_WORDS} {...rest}>
      {children}
      <FirstFault />
    </AnyForm>
  );
}

/** After each attempt that was refused, here or by the API: goes to the first field that is wrong, and names it. */
export function FirstFault() {
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
    const labelled = (source: string) => {
      const label = labelOf({ source, resource });
      return typeof label === 'string' ? label : '';
    };
    const tell = async () => {
      const [first, ...more] = await faultsShown(form);
      // What no field shows is said here all the same.
      const { name, fault } = first ?? nameless(others, labelled);
      await first?.goTo();
      const said = [
        root?.['serverError']?.message,
        name === '' ? fault : fill(words.at_field, { name, fault }),
        more.length > 0 && translate('console.errors.more', { smart_count: more.length }),
      ];
      notify(said.filter(Boolean).join(' '), { type: 'error', autoHideDuration: SAID, multiLine: true });
    };
    void tell();
  }, [submitCount, errors, resource, notify, translate, labelOf]);

  return <span hidden ref={place} />;
}

/** The first of the errors that a form holds, whatever its depth. */
function nameless(
  errors: object,
  labelOf: (source: string) => string,
  path: readonly string[] = [],
): { name: string; fault: string } {
  for (const [part, error] of Object.entries(errors) as [string, unknown][]) {
    if (typeof error !== 'object' || error === null) continue;
    const { message } = error as { message?: unknown };
    if (typeof message === 'string') return { name: labelOf([...path, part].join('.')), fault: message };
    const deeper = nameless(error, labelOf, [...path, part]);
    if (deeper.fault !== '') return deeper;
  }
  return { name: '', fault: '' };
}
