import { TextField } from 'react-admin';
import { ShowCard } from '../parts/show-page.tsx';
import { Known } from './known.tsx';

export default function ClientShow() {
  return (
    <ShowCard>
      <TextField source="client_id" />
      <Known />
    </ShowCard>
  );
}
