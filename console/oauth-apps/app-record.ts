import type { ApiRecord } from '../api/records.ts';

export const GRANTS = ['authorization_code', 'refresh_token', 'client_credentials', 'password'] as const;

export type Grant = (typeof GRANTS)[number];

export const AUDIENCES = ['creator', 'tenant', 'any'] as const;

export interface AppRecord extends ApiRecord {
  name: string;
  description: string | null;
  website_url: string | null;
  logo_url: string | null;
  redirect_uris: string[];
  scopes: string[];
  grant_types: Grant[];
  automatic_consent: boolean;
  impersonation: boolean;
  public: boolean;
  kind: 'oauth2' | 'api_key';
  audience: (typeof AUDIENCES)[number];
  code_lifetime: number;
  access_token_lifetime: number;
  refresh_token_lifetime: number;
  client_id: string;
}

/** Where Postman comes back to with a code. */
export const POSTMAN = 'https://oauth.pstmn.io/v1/callback';

/** The ways in that an app can have: the others would be refused. */
export function grantsFor({ kind, public: open }: { kind?: unknown; public?: unknown }): readonly Grant[] {
  if (kind === 'api_key') return ['authorization_code'];
  return open === true ? ['authorization_code', 'refresh_token'] : GRANTS;
}

/** What a form sends: no empty lines, and no ways in that the app cannot have. */
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
