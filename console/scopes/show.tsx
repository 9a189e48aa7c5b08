import { ShowCard } from '../parts/show-page.tsx';
import { ReadOnlyFields } from './read-only-fields.tsx';

export default function ScopeShow() {
  return (
    <ShowCard>
      <ReadOnlyFields withDescription />
    </ShowCard>
  );
}
