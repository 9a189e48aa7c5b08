import { diffLines } from 'diff';
import type { Call } from '../api/request.ts';
import type { Resource } from '../api/document.ts';

/** What the API makes of a component.json. */
export interface Migration {
  outcome: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
  text: string | null;
  missing: ('auth_uri' | 'token_uri')[];
  findings: { line: number; message: string }[];
}

/** The endpoints of the third party, where the file has none. */
export type Uris = Partial<Record<'auth_uri' | 'token_uri', string>>;

/** @throws ApiError when the text is no component.json, or an address is none */
export async function migrate(call: Call, tenantId: string, text: string, uris: Uris): Promise<Migration> {
  const given = Object.entries(uris).filter(([, uri]) => uri !== '');
  const attributes = { text, ...Object.fromEntries(given) };
  const { document } = await call(`/tenants/${tenantId}/descriptor-migrations`, {
    method: 'POST',
    body: { data: { type: 'descriptor-migration', attributes } },
  });
  return (document!.data as Resource).attributes as unknown as Migration;
}

export interface Line {
  /** From 1; null where the line is not in that file. */
  before: number | null;
  after: number | null;
  text: string;
}

/** Both files as one, line by line. */
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
