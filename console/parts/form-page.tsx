import type { ReactNode } from 'react';
import { SaveButton, SimpleForm, Toolbar, useSaveContext, type SaveContextValue } from 'react-admin';
import { FocusFirstError, ERROR_OPTIONS } from './form.tsx';
import { texts } from '../texts/index.ts';
import { useSingleFlight } from './use-single-flight.ts';

interface Props {
  defaultValues?: Record<string, unknown>;
  /** Enables saving before anything was entered: then missing fields are reported. */
  isNew?: boolean;
  /** Shown next to the save button. */
  actions?: ReactNode;
  /** Suppresses the toast when the form shows the error itself. */
  isQuiet?: boolean;
  /** Saves the form if no surrounding page does. */
  onSubmit?(values: Record<string, unknown>): Promise<Record<string, unknown> | undefined>;
  children: ReactNode;
}

/** The form of a page: one column, readable width. Leaving it with changes asks for confirmation. */
export function FormPage({
  defaultValues,
  isNew = false,
  actions,
  isQuiet = false,
  onSubmit,
  children,
}: Props) {
  // The save context of the surrounding page, if any.
  const page = useSaveContext() as SaveContextValue | undefined;
  const { runOnce, release } = useSingleFlight<Promise<unknown>>();
  const send = onSubmit ?? page!.save!;
  const submit = async (values: Record<string, unknown>) => {
    let done = false;
    try {
      const refused: unknown = await send(values);
      done = refused === undefined;
      return refused;
    } finally {
      // Stays disabled after creating: a second click must not create another record.
      if (!done || !isNew) release();
    }
  };
  return (
    <SimpleForm
      {...ERROR_OPTIONS}
      warnWhenUnsavedChanges
      {...(defaultValues !== undefined && { defaultValues })}
      onSubmit={(values: Record<string, unknown>) => runOnce(() => submit(values))}
      sx={{
        '& .RaSimpleForm-form, & > .MuiStack-root': { gap: 1 },
        '& .MuiFormControl-root': { mt: 0.5, mb: 0.5 },
      }}
      toolbar={
        <Toolbar sx={{ justifyContent: 'space-between', gap: 2, bgcolor: 'background.paper' }}>
          <SaveButton alwaysEnable={isNew} {...(isNew && { label: texts.console.create })} />
          {actions}
        </Toolbar>
      }
    >
      {children}
      {!isQuiet && <FocusFirstError />}
    </SimpleForm>
  );
}
