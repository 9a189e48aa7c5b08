import { Autocomplete, TextField } from '@mui/material';
import { useListContext } from 'react-admin';

interface Props {
  /** The filter's name at the API. */
  name: string;
  label: string;
  choices: { id: string; name: string }[];
  helperText?: string;
}

/** A question to a list with many answers, of which one is chosen. It is in the address, as all of them are. */
export function FilterSelect({ name, label, choices, helperText }: Props) {
  const { filterValues, setFilters } = useListContext();
  const chosen: unknown = filterValues[name];
  const unlisted =
    typeof chosen === 'string' && !choices.some(({ id }) => id === chosen)
      ? [{ id: chosen, name: chosen }]
      : [];
  const all = [...choices, ...unlisted];
  return (
    <Autocomplete
      options={all}
      value={all.find(({ id }) => id === chosen) ?? null}
      getOptionLabel={(choice) => choice.name}
      getOptionKey={(choice) => choice.id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onChange={(_, choice) => {
        const rest = Object.fromEntries(Object.entries(filterValues).filter(([key]) => key !== name));
        setFilters(choice === null ? rest : { ...rest, [name]: choice.id });
      }}
      renderInput={(params) => <TextField {...params} label={label} helperText={helperText} />}
      sx={{ width: '16rem', maxWidth: '100%' }}
    />
  );
}
