import type { ReactNode } from 'react';
import { Create, type RaRecord, type TransformData } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { FormPage } from './form-page.tsx';

interface Props {
  title: string;
  defaultValues?: Record<string, unknown>;
  transform?: TransformData;
  /** The page to open after creating the record. */
  redirect?: 'edit' | 'show' | 'list';
  /** Called instead of opening a page. */
  onCreated?(created: RaRecord): void;
  children: ReactNode;
}

/** A form for a new record. Errors stay in the form, and leaving it asks about unsaved changes. */
export function CreatePage({ title, defaultValues, transform, redirect, onCreated, children }: Props) {
  return (
    <Create
      title={title}
      {...(transform !== undefined && { transform })}
      {...(redirect !== undefined && { redirect })}
      mutationOptions={{
        ...(onCreated !== undefined && { onSuccess: onCreated }),
        onError(error) {
          // Without an error, react-hook-form would mark the form as submitted successfully.
          if (error instanceof ApiError) error.body.errors ??= { root: { serverError: error.message } };
        },
      }}
    >
      <FormPage isNew {...(defaultValues !== undefined && { defaultValues })}>
        {children}
      </FormPage>
    </Create>
  );
}
