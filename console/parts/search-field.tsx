import SearchIcon from '@mui/icons-material/Search';
import { InputAdornment, TextField } from '@mui/material';
import { useEffect, useEffectEvent } from 'react';
import { texts } from '../texts/index.ts';
import { useDraft } from './use-draft.ts';
import { filterText, useFilters, withFilter } from './use-filters.ts';
import { PAUSE } from './use-search.ts';

/**
 * Searches a list on the server as the user types. The search text is kept in the URL with the list's other filters.
 */
export function SearchField() {
  const { filters, change } = useFilters();
  const searched = filterText(filters, 'search');
  const { draft, setDraft, expect } = useDraft(searched);
  const text = draft.trim();
  const search = useEffectEvent(() => {
    expect(text);
    change((current) => withFilter(current, 'search', text));
  });
  useEffect(() => {
    if (text === searched) return undefined;
    const later = setTimeout(search, PAUSE);
    return () => clearTimeout(later);
  }, [text, searched]);
  return (
    <TextField
      type="search"
      size="small"
      label={texts.console.search}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
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
