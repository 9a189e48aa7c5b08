import type { SecretReads } from '../audit/index.ts';
import type { Client } from '../oauth-apps/index.ts';

/** Records in the audit log that a token was issued to an app, and for whom, without delaying the response. */
export type LogIssued = (issue: {
  client: Client;
  tenantId: string;
  user: { id: string; email: string } | null;
  requestId: string;
  ipAddress: string | null;
}) => void;

const NOTHING: ReadonlySet<never> = new Set();

export function createIssuanceLog(secretReads: SecretReads): LogIssued {
  return ({ client, tenantId, user, requestId, ipAddress }) => {
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
    secretReads.record({ actor, tenantId, requestId, ipAddress }, 'oauth-apps.get_token', {
      type: 'oauth-app',
      id: client.id,
    });
  };
}
