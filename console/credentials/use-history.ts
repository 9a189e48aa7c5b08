import { useEffect } from 'react';
import { useCurrentUser } from '../current-user.ts';
import type { CredentialRecord } from './credential-record.ts';
import { eventsOf, isChangedSince, pastOf } from './timeline-events.ts';
import { useTimeline } from './use-timeline.ts';

export interface History {
  /** Whether the settings were changed after the failure that the state reports. */
  changed: boolean;
  /** For a credential without an account: whether one was ever connected. */
  past: ReturnType<typeof pastOf>;
}

/**
 * What the audit log adds to a credential's state, and what this page has observed: not every user may read the log,
 * which does not contain automatic refreshes.
 */
export function useHistory(credential: CredentialRecord): History {
  const mayRead = useCurrentUser().permissions.has('tenants.audit_events.get');
  const { entries = [] } = useTimeline(credential.id, mayRead);
  const events = eventsOf(entries);
  const changedSinceSeen = isOther(credential);
  useEffect(() => rememberState(credential));
  return { changed: isChangedSince(events) || changedSinceSeen, past: pastOf(events) };
}

/** Credentials as they were when their current state was first seen, by ID. */
const seen = new Map<string, Pick<CredentialRecord, 'state' | 'state_reason' | 'updated_at'>>();

function rememberState(credential: CredentialRecord): void {
  if (!isSameState(credential)) seen.set(credential.id, credential);
}

function isOther(credential: CredentialRecord): boolean {
  return isSameState(credential) && seen.get(credential.id)!.updated_at !== credential.updated_at;
}

function isSameState({ id, state, state_reason }: CredentialRecord): boolean {
  const before = seen.get(id);
  return before?.state === state && before.state_reason === state_reason;
}

/** Marks the current state as new, because an action has just run. */
export function forget(credentialId: string): void {
  seen.delete(credentialId);
}
