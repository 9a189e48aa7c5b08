import { texts } from '../texts/index.ts';
import { RecordFilter } from './record-filter.tsx';

/** Filters by user, if the signed-in user may see users. @param name the API's filter */
export function UserFilter({ name = 'user', label }: { name?: string; label: string }) {
  return (
    <RecordFilter
      name={name}
      resource="users"
      sort="email"
      label={label}
      any={texts.console.anybody}
      nameOf={({ email }) => String(email)}
    />
  );
}
