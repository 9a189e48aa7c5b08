import type { HandOutLog } from '../audit/index.ts';
import type { Client } from '../oauth-apps/index.ts';

/** Notes for the audit log that an app got a token, for whom. Off the path of the request, as all hand-outs are. */
export type NoteIssue = (issue: {
  client: Client;
  tenantId: string;
  user: { id: string; email: string } | null;
  requestId: string;
}) => void;

const NOTHING: ReadonlySet<never> = new Set();

export function createIssueNotes(handOuts: HandOutLog): NoteIssue {
  return ({ client, tenantId, user, requestId }) => {
    const actor = {
      type: user === null ? ('app' as const) : ('user' as const),
      id: user?.id ?? null,
      name: user?.email ?? client.name,
      tenantId,
      permissions: NOTHING,
      apiKeyId: null,
      appId: client.id,
      inPerson: false,
    };
    handOuts.note({ actor, tenantId, requestId }, 'oauth-apps.get_token', {
      type: 'oauth-app',
      id: client.id,
    });
  };
}
