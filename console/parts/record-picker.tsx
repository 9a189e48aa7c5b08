import { Autocomplete, TextField, type SxProps } from '@mui/material';
import { useMemo, useState, type ReactNode, type Ref } from 'react';
import { useGetMany } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import type { ApiRecord } from '../api/records.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';
import { useSearch, type Searched } from './use-search.ts';

const words = texts.console.picking;

export interface PickerProps extends Searched {
  label: string;
  /** What a record is called. */
  nameOf(record: ApiRecord): string;
  help?: ReactNode;
  /** In its place where there is nothing to choose from. */
  whenNone?: ReactNode;
  sx?: SxProps;
}

interface Props extends PickerProps {
  /** The id of the chosen one. */
  value: string | null;
  onChange(record: ApiRecord | null): void;
  onBlur?(): void;
  inputRef?: Ref<HTMLInputElement>;
  required?: boolean;
  fault?: boolean;
  /** What no choice means. */
  placeholder?: string;
}

/** One record out of however many there are: the server searches as it is typed. */
export function RecordPicker(props: Props) {
  const { resource, sort, filter, label, nameOf, help, whenNone = null, sx, value, onChange } = props;
  const { onBlur, inputRef, required = false, fault = false, placeholder } = props;
  const { found, pending, searching, none, all, setTyped } = useSearch({
    resource,
    sort,
    ...(filter !== undefined && { filter }),
  });
  const { data: [asked] = [], isPending } = useGetMany<ApiRecord>(
    resource,
    { ids: value === null ? [] : [value], meta: OF_LISTS },
    { enabled: value !== null, staleTime: 10_000 },
  );
  const chosen = useChosen(value, found.find(({ id }) => id === value) ?? asked);
  if (none && value === null) return whenNone;
  return (
    <Autocomplete
      options={found}
      value={chosen}
      loading={pending || searching}
      loadingText={words.searching}
      noOptionsText={words.none}
      filterOptions={(options) => options}
      getOptionLabel={(record) =>
        Object.keys(record).length > 1 ? nameOf(record) : isPending ? '' : fill(words.gone, { id: record.id })
      }
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onChange={(_, record) => onChange(record)}
      onInputChange={(_, text, why) => setTyped(why === 'input' ? text : '')}
      fullWidth
      slotProps={{ listbox: { sx: { overflowWrap: 'anywhere' } } }}
      {...(onBlur !== undefined && { onBlur })}
      {...(sx !== undefined && { sx })}
      renderInput={(input) => (
        <TextField
          {...input}
          label={label}
          required={required}
          error={fault}
          helperText={all ? help : <Help text={help} />}
          {...(inputRef !== undefined && { inputRef })}
          {...(placeholder !== undefined && {
            placeholder,
            // It would stand where the placeholder is.
            slotProps: { ...input.slotProps, inputLabel: { ...input.slotProps.inputLabel, shrink: true } },
            sx: { '& input::placeholder': { opacity: 1, color: 'text.secondary' } },
          })}
        />
      )}
    />
  );
}

/**
 * The chosen record, the same object for as long as the choice is the same: another would count as another choice, and
 * its name be put over what is being typed. What is not there any more has its id alone.
 */
function useChosen(id: string | null, record: ApiRecord | undefined): ApiRecord | null {
  const bare = useMemo(() => (id === null ? null : { id }), [id]);
  const [kept, keep] = useState<ApiRecord>();
  if (record !== undefined && kept?.id !== record.id) keep(record);
  return kept !== undefined && kept.id === id ? kept : (record ?? bare);
}

function Help({ text }: { text: ReactNode }) {
  return (
    <>
      {text} {words.more}
    </>
  );
}
