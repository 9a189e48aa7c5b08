import { RevokeButton } from '../parts/revoke-button.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { keyLabel, type KeyRecord } from './key-record.ts';

const words = texts.console.api_keys;

export function RevokeKey({ apiKey, onRevoked }: { apiKey: KeyRecord; onRevoked(): void }) {
  return (
    <RevokeButton
      resource="api-keys"
      record={apiKey}
      title={fill(words.revoke_title, { name: keyLabel(apiKey) })}
      text={words.revoke_text}
      onRevoked={onRevoked}
    />
  );
}
