import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { ClientRecord } from './client-record.ts';

const words = texts.console.clients;

export function ClientState({ status }: Pick<ClientRecord, 'status'>) {
  return status === 'usable' ? (
    <State word={words.usable} tone="good" />
  ) : (
    <State word={words.orphaned} tone="warning" />
  );
}
