import { ShowCard } from '../parts/show-page.tsx';
import { Known } from './known.tsx';

export default function ScopeShow() {
  return (
    <ShowCard>
      <Known withDescription />
    </ShowCard>
  );
}
