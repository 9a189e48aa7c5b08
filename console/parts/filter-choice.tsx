import { MenuItem, TextField } from '@mui/material';
import { useListContext } from 'react-admin';

/** Names may be long. */
const WRAPPING = {
  sx: { '& .MuiMenuItem-root': { whiteSpace: 'normal', overflowWrap: 'anywhere' } },
} as const;

interface Props {
  source: string;
  label: string;
  /** What no choice is called. */
  any: string;
  choices: { id: string; name: string }[];
}

/** One question to a list, with a few answers. It is in the address, as all of a list's questions are. */
export function FilterChoice({ source, label, any, choices }: Props) {
  const { filterValues, setFilters } = useListContext();
  const chosen = String(filterValues[source] ?? '');
  const known = chosen === '' || choices.some(({ id }) => id === chosen);
  return (
    <TextField
      select
      label={label}
      value={chosen}
      onChange={({ target }) => setFilters(withAnswer(filterValues, source, target.value))}
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

/** The questions of a list with one more, or with that one left out. */
export function withAnswer(
  filters: Record<string, unknown>,
  source: string,
  answer: string,
): Record<string, unknown> {
  const rest = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== source));
  return answer === '' ? rest : { ...rest, [source]: answer };
}
