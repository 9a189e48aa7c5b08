import type { OauthApp } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type AppRecord = RecordOf<OauthApp, 'client_secret'>;
export type Grant = AppRecord['grant_types'][number];

const GRANTS: readonly Grant[] = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];

export const AUDIENCES = ['creator', 'tenant', 'any'] as const satisfies readonly AppRecord['audience'][];

/** Postman's redirect URI. */
export const POSTMAN = 'https://oauth.pstmn.io/v1/callback';

/** The grant types an app can have. The API rejects others. */
export function grantsFor({ kind, public: open }: { kind?: unknown; public?: unknown }): readonly Grant[] {
  if (kind === 'api_key') return ['authorization_code'];
  return open === true ? ['authorization_code', 'refresh_token'] : GRANTS;
}

/** The attributes a form sends: without empty lines, and without grant types the app cannot have. */
export function asDocument(values: Record<string, unknown>): Record<string, unknown> {
  const uris = values['redirect_uris'] as string[] | undefined;
  const grants = (values['grant_types'] as Grant[] | undefined)?.filter((grant) =>
    grantsFor(values).includes(grant),
  );
  return {
    ...values,
    ...(uris !== undefined && { redirect_uris: uris.filter((uri) => uri !== '') }),
    ...(grants !== undefined && {
      grant_types: grants,
      impersonation: values['impersonation'] === true && grants.includes('client_credentials'),
    }),
    ...(values['kind'] === 'api_key' && { public: false }),
  };
}
