import { TextField } from 'react-admin';
import { ShowCard } from '../parts/show-page.tsx';
import { ReadOnlyFields } from './read-only-fields.tsx';

export default function ClientShow() {
  return (
    <ShowCard>
      <TextField source="client_id" />
      <ReadOnlyFields />
    </ShowCard>
  );
}
