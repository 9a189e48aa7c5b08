import type { ReactNode } from 'react';
import { SaveButton, SimpleForm, Toolbar } from 'react-admin';
import { FirstFault, OUR_WORDS } from './form.tsx';
import { texts } from '../texts/index.ts';

interface Props {
  defaultValues?: Record<string, unknown>;
  /** Saving is offered before anything was typed: then what is missing is said. */
  isNew?: boolean;
  /** Beside the button that saves. */
  actions?: ReactNode;
  /** What is wrong is said in the form already, and not for a moment as well. */
  isQuiet?: boolean;
  /** Where no page above it saves. */
  onSubmit?(values: Record<string, unknown>): Promise<Record<string, unknown> | undefined>;
  children: ReactNode;
}

/** The form of a page: one column, as wide as reads well. Whoever leaves it half filled in is asked. */
export function FormPage({
  defaultValues,
  isNew = false,
  actions,
  isQuiet = false,
  onSubmit,
  children,
}: Props) {
  return (
    <SimpleForm
      {...OUR_WORDS}
      warnWhenUnsavedChanges
      {...(defaultValues !== undefined && { defaultValues })}
      {...(onSubmit !== undefined && { onSubmit })}
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
      {!isQuiet && <FirstFault />}
    </SimpleForm>
  );
}
