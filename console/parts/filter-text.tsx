import { TextField } from '@mui/material';
import { useDraft } from './use-draft.ts';
import { filterText, useFilters, withFilter } from './use-filters.ts';

/** A text filter of a list, applied on Enter or on blur. */
export function FilterText({ source, label }: { source: string; label: string }) {
  const { filters, change } = useFilters();
  const asked = filterText(filters, source);
  const { draft, setDraft, expect } = useDraft(asked);
  const ask = () => {
    expect(draft.trim());
    change((current) => withFilter(current, source, draft.trim()));
  };
  return (
    <TextField
      type="search"
      label={label}
      value={draft}
      onChange={({ target }) => setDraft(target.value)}
      // The blur may come from following a link; filtering now would navigate back to this list.
      onBlur={({ relatedTarget }) => relatedTarget instanceof HTMLAnchorElement || ask()}
      onKeyDown={({ key }) => key === 'Enter' && ask()}
      sx={{ width: { xs: '100%', sm: '15rem' } }}
      slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off' } }}
    />
  );
}
