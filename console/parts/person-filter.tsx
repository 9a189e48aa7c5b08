import { texts } from '../texts/index.ts';
import { FilterSelect } from './filter-select.tsx';
import { usePeople } from './person-name.tsx';

/** What is somebody's, for whoever may see who there is. */
export function PersonFilter({ label }: { label: string }) {
  const { people, all } = usePeople();
  if (people.length === 0) return null;
  const choices = people.map(({ id, email }) => ({ id, name: email }));
  return (
    <FilterSelect
      name="user"
      label={label}
      choices={choices}
      {...(!all && { helperText: texts.console.first_only })}
    />
  );
}
