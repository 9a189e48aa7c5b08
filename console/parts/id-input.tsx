import { useRef } from 'react';
import { required, TextInput } from 'react-admin';
import { useFormContext } from 'react-hook-form';
import { texts } from '../texts/index.ts';

/** The ID of a new provider or sender preset. */
export function IdInput({ isFixed = false }: { isFixed?: boolean }) {
  return (
    <TextInput
      source="id"
      validate={required()}
      readOnly={isFixed}
      helperText={isFixed ? false : texts.console.id_help}
      autoComplete="off"
      fullWidth
    />
  );
}

/** Keeps the ID in line with the name, until another one is entered. */
export function useIdFromName(): (name: string) => void {
  const { getValues, setValue } = useFormContext<{ id: string | null }>();
  const suggested = useRef('');
  return (name) => {
    if ((getValues('id') ?? '') !== suggested.current) return;
    suggested.current = slugOf(name);
    setValue('id', suggested.current, { shouldDirty: true });
  };
}

/** `Acme CRM` → `acme-crm`. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const parts = plain.slice(0, 60).split(/[^a-z0-9]+/);
  return parts.filter((part) => part !== '').join('-');
}
