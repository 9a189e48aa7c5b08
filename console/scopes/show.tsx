import { Show, SimpleShowLayout } from 'react-admin';
import { Known } from './known.tsx';

export default function ScopeShow() {
  return (
    <Show actions={false}>
      <SimpleShowLayout>
        <Known withDescription />
      </SimpleShowLayout>
    </Show>
  );
}
