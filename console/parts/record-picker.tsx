import { Autocomplete, TextField, type SxProps } from '@mui/material';
import { useMemo, useState, type ReactNode, type Ref } from 'react';
import { useGetMany } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import type { ApiRecord } from '../api/records.ts';
import { ChoicesFailed } from './list-failed.tsx';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';
import { useSearch, type Searched } from './use-search.ts';

const words = texts.console.picking;

export interface PickerProps extends Searched {
  label: string;
  /** The label of a record. */
  nameOf(record: ApiRecord): string;
  help?: ReactNode;
  /** Shown instead if there are no records to choose from. */
  whenNone?: ReactNode;
  sx?: SxProps;
}

interface Props extends PickerProps {
  /** The ID of the chosen record. */
  value: string | null;
  onChange(record: ApiRecord | null): void;
  onBlur?(): void;
  inputRef?: Ref<HTMLInputElement>;
  required?: boolean;
  fault?: boolean;
  /** Label of the empty choice. */
  placeholder?: string;
}

/** Picks one record of any number: the server searches as the user types. */
export function RecordPicker(props: Props) {
  const { resource, sort, filter, label, nameOf, help, whenNone = null, sx, value, onChange } = props;
  const { onBlur, inputRef, required = false, fault = false, placeholder } = props;
  const { found, pending, searching, failed, retry, none, all, setTyped } = useSearch({
    resource,
    sort,
    ...(filter !== undefined && { filter }),
  });
  const { data: [asked] = [], isPending } = useGetMany<ApiRecord>(
    resource,
    { ids: value === null ? [] : [value], meta: LIST_META },
    { enabled: value !== null, staleTime: 10_000 },
  );
  const chosen = useChosen(value, found.find(({ id }) => id === value) ?? asked);
  if (none && value === null) return whenNone;
  return (
    <Autocomplete
      options={found}
      value={chosen}
      loading={!failed && (pending || searching)}
      loadingText={words.searching}
      noOptionsText={failed ? texts.console.errors.list_failed : words.none}
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
          error={fault || failed}
          helperText={failed ? <ChoicesFailed retry={retry} /> : all ? help : <Help text={help} />}
          {...(inputRef !== undefined && { inputRef })}
          {...(placeholder !== undefined && {
            placeholder,
            // Would overlap the placeholder.
            slotProps: { ...input.slotProps, inputLabel: { ...input.slotProps.inputLabel, shrink: true } },
            sx: { '& input::placeholder': { opacity: 1, color: 'text.secondary' } },
          })}
        />
      )}
    />
  );
}

/**
 * The chosen record. It must stay the same object while the choice stays the same: otherwise it would count as a new
 * choice, and its name would replace what the user is typing. A deleted record has only its ID.
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
