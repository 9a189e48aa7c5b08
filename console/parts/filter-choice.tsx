import { MenuItem, TextField } from '@mui/material';
import { filterText, useFilters, withFilter } from './use-filters.ts';

/** Names may be long. */
const WRAPPING = {
  sx: { '& .MuiMenuItem-root': { whiteSpace: 'normal', overflowWrap: 'anywhere' } },
} as const;

interface Props {
  source: string;
  label: string;
  /** Label of the empty choice. */
  any: string;
  choices: { id: string; name: string }[];
}

/** A list filter with a few options. It is kept in the URL, like all filters of a list. */
export function FilterChoice({ source, label, any, choices }: Props) {
  const { filters, change } = useFilters();
  const chosen = filterText(filters, source);
  const known = chosen === '' || choices.some(({ id }) => id === chosen);
  return (
    <TextField
      select
      label={label}
      value={chosen}
      onChange={({ target }) => change((current) => withFilter(current, source, target.value))}
      sx={{ width: { xs: '100%', sm: '15rem' } }}
      slotProps={{ select: { displayEmpty: true, MenuProps: WRAPPING }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{any}</MenuItem>
      {!known && <MenuItem value={chosen}>{chosen}</MenuItem>}
      {choices.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
