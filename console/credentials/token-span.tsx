import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';

const words = texts.console.credentials;

/** When the token was got, and when it ends. The token itself is never shown. */
export function TokenSpan({ obtained_at, expires_at }: Pick<CredentialRecord, 'obtained_at' | 'expires_at'>) {
  if (obtained_at === null) return <>{words.no_token}</>;
  return (
    <>
      <div>
        {words.refreshed} <Moment at={obtained_at} />
      </div>
      <div>
        <TokenEnd expires_at={expires_at} />
      </div>
    </>
  );
}

/** The end of the token in a few words. */
function TokenEnd({ expires_at }: Pick<CredentialRecord, 'expires_at'>) {
  if (expires_at === null) return <>{words.unlimited}</>;
  return (
    <>
      {new Date(expires_at) < new Date() ? words.ended : words.ends} <Moment at={expires_at} />
    </>
  );
}
