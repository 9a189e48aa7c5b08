import { diffLines } from 'diff';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import type { Call } from '../api/request.ts';

/** The API's migration result for a component.json. */
export interface Migration {
  outcome: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
  text: string | null;
  missing: ('auth_uri' | 'token_uri')[];
  findings: { line: number; message: string }[];
}

/** The provider's endpoints, if the file does not contain them. */
export type Uris = Partial<Record<'auth_uri' | 'token_uri', string>>;

/** @throws ApiError if the text is not a component.json, or a URI is invalid */
export async function migrate(call: Call, tenantId: string, text: string, uris: Uris): Promise<Migration> {
  const given = Object.entries(uris).filter(([, uri]) => uri !== '');
  const attributes = { text, ...Object.fromEntries(given) };
  const { document } = await call(`/tenants/${tenantId}/descriptor-migrations`, {
    method: 'POST',
    body: { data: { type: 'descriptor-migration', attributes } },
  });
  return (document!.data as Resource).attributes as unknown as Migration;
}

export interface Client {
  client_id: string;
  client_secret: string;
}

/** Where the OAuth client of a migrated component comes from. */
export type ClientOrigin = 'given' | 'variables' | 'existing' | 'none';

/**
 * Migrates a stored component together with its OAuth client. Without a client ID and secret, the client is created
 * from the stored variables.
 * @throws ApiError
 */
export async function migrateStored(
  call: Call,
  tenantId: string,
  id: string,
  { text, uris, client }: { text: string; uris: Uris; client: Client },
): Promise<ClientOrigin> {
  const given = Object.entries({ ...uris, ...client }).filter(([, value]) => value !== '');
  const attributes = { text, ...Object.fromEntries(given) };
  const { document } = await postOnce(call, `/tenants/${tenantId}/components/${id}/migrations`, {
    data: { type: 'component-migration', attributes },
  });
  return (document!.data as Resource).attributes!['client'] as ClientOrigin;
}

export interface Line {
  /** Starts at 1; null if the line is not in that file. */
  before: number | null;
  after: number | null;
  text: string;
}

/** Merges both files into one line-by-line diff. */
export function linesOf(before: string, after: string): Line[] {
  const lines: Line[] = [];
  let [old, fresh] = [0, 0];
  for (const { value, added, removed } of diffLines(before, after)) {
    for (const text of value.replace(/\r?\n$/, '').split(/\r?\n/))
      lines.push({
        before: added ? null : (old += 1),
        after: removed ? null : (fresh += 1),
        text,
      });
  }
  return lines;
}
