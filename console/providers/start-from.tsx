import { useDataProvider, useNotify } from 'react-admin';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import type { ApiRecord } from '../api/records.ts';
import { errorMessageOf } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { RecordPicker } from '../parts/record-picker.tsx';
import { texts } from '../texts/index.ts';
import { copyOf, type ProviderRecord } from './provider-record.ts';

const words = texts.console.providers;

/** Fills the form with the settings of another provider. Name and ID stay as entered. */
export function StartFrom() {
  const [chosen, setChosen] = useState<string | null>(null);
  const dataProvider = useDataProvider();
  const { setValue } = useFormContext();
  const notify = useNotify();

  async function start(record: ApiRecord | null) {
    setChosen(record?.id ?? null);
    if (record === null) return;
    try {
      const { data } = await dataProvider.getOne<ProviderRecord>('providers', { id: record.id });
      const { name: _, ...values } = copyOf(data);
      for (const [name, value] of Object.entries(values))
        setValue(name, value ?? null, { shouldDirty: true });
    } catch (error) {
      notify(fill(words.not_copied, { reason: errorMessageOf(error as Error) }), { type: 'error' });
    }
  }

  return (
    <RecordPicker
      resource="providers"
      sort="name"
      label={words.start_from}
      nameOf={({ name }) => String(name)}
      help={words.start_from_help}
      value={chosen}
      onChange={(record) => void start(record)}
    />
  );
}
