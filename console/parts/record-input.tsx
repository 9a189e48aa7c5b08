import { InputHelperText, required, useInput } from 'react-admin';
import { RecordPicker, type PickerProps } from './record-picker.tsx';

interface Props extends PickerProps {
  source: string;
  isRequired?: boolean;
}

/** A form field that refers to a record by its ID. */
export function RecordInput({ source, isRequired = false, help, ...picker }: Props) {
  const { field, fieldState } = useInput({
    source,
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
    ...(isRequired && { validate: required() }),
  });
  const { error } = fieldState;
  const value = typeof field.value === 'string' && field.value !== '' ? field.value : null;
  return (
    <RecordPicker
      {...picker}
      value={value}
      onChange={(record) => field.onChange(record?.id ?? null)}
      onBlur={field.onBlur}
      inputRef={field.ref}
      required={isRequired}
      fault={error !== undefined}
      help={error === undefined ? help : <InputHelperText error={error.message ?? ''} />}
    />
  );
}
