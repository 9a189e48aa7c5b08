import SearchIcon from '@mui/icons-material/Search';
import { InputAdornment, TextField } from '@mui/material';
import { useEffect, useState } from 'react';
import { useListContext } from 'react-admin';
import { texts } from '../texts/index.ts';
import { PAUSE } from './use-search.ts';

/** Searches a list on the server, as it is typed. What is searched for is in the address, with the list's other questions. */
export function SearchField() {
  const { filterValues, setFilters } = useListContext();
  const searched = String(filterValues['search'] ?? '');
  const [typed, setTyped] = useState(searched);
  useEffect(() => setTyped(searched), [searched]);
  useEffect(() => {
    if (typed.trim() === searched) return undefined;
    const later = setTimeout(() => {
      const { search: _before, ...others } = filterValues;
      setFilters(typed.trim() === '' ? others : { ...others, search: typed.trim() });
    }, PAUSE);
    return () => clearTimeout(later);
  }, [typed]);
  return (
    <TextField
      type="search"
      size="small"
      label={texts.console.search}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      slotProps={{
        htmlInput: { maxLength: 200 },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
      sx={{ my: 0.5, mr: 1, minWidth: '14rem' }}
    />
  );
}
