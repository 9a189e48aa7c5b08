import { Show, SimpleShowLayout, TextField } from 'react-admin';
import { Known } from './known.tsx';

export default function ClientShow() {
  return (
    <Show actions={false}>
      <SimpleShowLayout>
        <TextField source="client_id" />
        <Known />
      </SimpleShowLayout>
    </Show>
  );
}
