import { RecordPicker, type PickerProps } from './record-picker.tsx';
import { useFilters, withFilter } from './use-filters.ts';

interface Props extends Omit<PickerProps, 'help' | 'whenNone' | 'sx'> {
  /** The name of the API's filter. */
  name: string;
  /** Label of the empty choice. */
  any: string;
}

/** Filters a list by a related record. The filter is kept in the URL, like all filters of a list. */
export function RecordFilter({ name, any, ...picker }: Props) {
  const { filters, change } = useFilters();
  const chosen: unknown = filters[name];
  return (
    <RecordPicker
      {...picker}
      value={typeof chosen === 'string' ? chosen : null}
      onChange={(record) => change((current) => withFilter(current, name, record?.id ?? ''))}
      placeholder={any}
      sx={{ width: '16rem', maxWidth: '100%' }}
    />
  );
}
