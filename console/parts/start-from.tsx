import { useDataProvider, useNotify } from 'react-admin';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import type { ApiRecord } from '../api/records.ts';
import { errorMessageOf } from './confirm-button.tsx';
import { fill } from './fill.ts';
import { RecordPicker } from './record-picker.tsx';

interface Props<Copied> {
  resource: string;
  label: string;
  help: string;
  /** The message if the record cannot be read, with %{reason}. */
  notCopied: string;
  /** The values of the form. */
  valuesOf(record: Copied): Record<string, unknown>;
}

/** Fills the form with the values of another record. */
export function StartFrom<Copied extends ApiRecord>(props: Props<Copied>) {
  const { resource, label, help, notCopied, valuesOf } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const dataProvider = useDataProvider();
  const { setValue } = useFormContext();
  const notify = useNotify();

  async function start(record: ApiRecord | null) {
    setChosen(record?.id ?? null);
    if (record === null) return;
    try {
      const { data } = await dataProvider.getOne<Copied>(resource, { id: record.id });
      for (const [name, value] of Object.entries(valuesOf(data)))
        setValue(name, value ?? null, { shouldDirty: true });
    } catch (error) {
      notify(fill(notCopied, { reason: errorMessageOf(error as Error) }), { type: 'error' });
    }
  }

  return (
    <RecordPicker
      resource={resource}
      sort="name"
      label={label}
      nameOf={({ name }) => String(name)}
      help={help}
      value={chosen}
      onChange={(record) => void start(record)}
    />
  );
}
