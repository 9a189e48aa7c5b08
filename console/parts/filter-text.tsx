import { TextField } from '@mui/material';
import { useEffect, useState } from 'react';
import { useListContext } from 'react-admin';
import { withAnswer } from './filter-choice.tsx';

/** A question to a list that is typed; it is asked on Enter, or when the field is left. */
export function FilterText({ source, label }: { source: string; label: string }) {
  const { filterValues, setFilters } = useListContext();
  const asked = String(filterValues[source] ?? '');
  const [typed, setTyped] = useState(asked);
  useEffect(() => setTyped(asked), [asked]);
  const ask = () => {
    if (typed.trim() !== asked) setFilters(withAnswer(filterValues, source, typed.trim()));
  };
  return (
    <TextField
      type="search"
      label={label}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={ask}
      onKeyDown={({ key }) => key === 'Enter' && ask()}
      sx={{ width: { xs: '100%', sm: '15rem' } }}
      slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off' } }}
    />
  );
}
