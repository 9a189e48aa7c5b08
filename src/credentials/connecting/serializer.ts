import { declared, type ResourceView } from '../../jsonapi/index.ts';
import { toRfc3339 } from '../../system/clock.ts';
import { credentialPath, reference } from '../definition/index.ts';
import type { ConnectionAttempt } from './attempt-store.ts';

/** The API's `connection` is a connection attempt; the resulting token state is part of the credential. */
export const connectionAttemptView: ResourceView<ConnectionAttempt> = {
  ...declared('connection'),
  id: (attempt) => attempt.id,
  path: (attempt) => `${credentialPath(attempt.tenant_id, attempt.credential_id)}/connections/${attempt.id}`,
  version: (attempt) => attempt.version,
  attributes: (attempt) => ({
    state: attempt.state,
    reason: attempt.reason,
    reason_code: attempt.reason_code,
    authorization_url: attempt.authorization_url,
    user_code: attempt.device?.user_code,
    verification_uri: attempt.device?.verification_uri,
    verification_uri_complete: attempt.device?.verification_uri_complete ?? undefined,
    interval: attempt.device && Math.ceil(attempt.device.interval / 1000),
    return_url: attempt.return_url,
    expires_at: toRfc3339(attempt.expires_at),
    created_at: toRfc3339(attempt.created_at),
    updated_at: toRfc3339(attempt.updated_at),
  }),
  relationships: (attempt) => ({
    credential: { type: 'credential', id: attempt.credential_id },
    created_by: reference('user', attempt.created_by),
  }),
  onceOnly: ['authorization_url', 'user_code', 'verification_uri', 'verification_uri_complete', 'interval'],
};
