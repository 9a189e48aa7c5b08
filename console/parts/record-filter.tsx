import { useListContext } from 'react-admin';
import { withAnswer } from './filter-choice.tsx';
import { RecordPicker, type PickerProps } from './record-picker.tsx';

interface Props extends Omit<PickerProps, 'help' | 'whenNone' | 'sx'> {
  /** The filter's name at the API. */
  name: string;
  /** What no choice is called. */
  any: string;
}

/** A question to a list with a record for an answer. It is in the address, as all of a list's questions are. */
export function RecordFilter({ name, any, ...picker }: Props) {
  const { filterValues, setFilters } = useListContext();
  const chosen: unknown = filterValues[name];
  return (
    <RecordPicker
      {...picker}
      value={typeof chosen === 'string' ? chosen : null}
      onChange={(record) => setFilters(withAnswer(filterValues, name, record?.id ?? ''))}
      placeholder={any}
      sx={{ width: '16rem', maxWidth: '100%' }}
    />
  );
}
