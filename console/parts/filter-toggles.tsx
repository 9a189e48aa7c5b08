import { Chip } from '@mui/material';
import CheckIcon from '@mui/icons-material/Check';
import { useListContext } from 'react-admin';

/** A few ready questions to a list, each on or off. They are in the address, as all of a list's questions are. */
export function FilterToggles({
  choices,
}: {
  choices: { label: string; filter: Record<string, unknown> }[];
}) {
  const { filterValues, setFilters } = useListContext();
  return choices.map(({ label, filter }) => {
    const on = Object.entries(filter).every(([name, value]) => filterValues[name] === value);
    const rest = Object.fromEntries(Object.entries(filterValues).filter(([name]) => !(name in filter)));
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
        onClick={() => setFilters(on ? rest : { ...rest, ...filter })}
        sx={{ mr: 1, my: 0.5 }}
      />
    );
  });
}
