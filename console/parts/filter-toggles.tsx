import { Chip } from '@mui/material';
import CheckIcon from '@mui/icons-material/Check';
import { useFilters } from './use-filters.ts';

/** Predefined filters of a list, each on or off. They are kept in the URL, like all filters of a list. */
export function FilterToggles({
  choices,
}: {
  choices: { label: string; filter: Record<string, unknown> }[];
}) {
  const { filters, change } = useFilters();
  return choices.map(({ label, filter }) => {
    const on = Object.entries(filter).every(([name, value]) => filters[name] === value);
    return (
      <Chip
        key={label}
        label={label}
        clickable
        component="button"
        variant={on ? 'filled' : 'outlined'}
        color={on ? 'primary' : 'default'}
        aria-pressed={on}
        {...(on && { icon: <CheckIcon /> })}
        onClick={() =>
          change((current) => {
            const rest = Object.fromEntries(Object.entries(current).filter(([name]) => !(name in filter)));
            return on ? rest : { ...rest, ...filter };
          })
        }
        sx={{ mr: 1, my: 0.5 }}
      />
    );
  });
}
