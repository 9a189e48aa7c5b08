import { texts } from '../texts/index.ts';
import { RecordFilter } from './record-filter.tsx';

/** What is somebody's, for whoever may see who there is. @param name the filter's, at the API */
export function PersonFilter({ name = 'user', label }: { name?: string; label: string }) {
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
