import { useEffect } from 'react';
import { usePerson } from '../person.ts';
import type { CredentialRecord } from './credential-record.ts';
import { inOrder } from './log-slices.ts';
import { eventsOf, isChangedSince, pastOf } from './timeline-events.ts';
import { useTimeline } from './use-timeline.ts';

export interface History {
  /** Whether its settings were changed after what its state tells of. */
  changed: boolean;
  /** Of one without an account: which of the two it is. */
  past: ReturnType<typeof pastOf>;
}

/** What the log knows beside a credential's state; of whoever may not read it, what they have seen themselves. */
export function useHistory(credential: CredentialRecord): History {
  const mayRead = usePerson().permissions.has('tenants.audit_events.get');
  const { data } = useTimeline(credential.id, mayRead);
  const events = eventsOf(inOrder(data?.pages ?? []));
  const changedSinceSeen = isOther(credential);
  useEffect(() => keepInMind(credential));
  return { changed: mayRead ? isChangedSince(events) : changedSinceSeen, past: pastOf(events) };
}

/** Credentials as they were when their state was seen first, by id. */
const seen = new Map<string, Pick<CredentialRecord, 'state' | 'state_reason' | 'updated_at'>>();

function keepInMind(credential: CredentialRecord): void {
  if (!isSameState(credential)) seen.set(credential.id, credential);
}

function isOther(credential: CredentialRecord): boolean {
  return isSameState(credential) && seen.get(credential.id)!.updated_at !== credential.updated_at;
}

function isSameState({ id, state, state_reason }: CredentialRecord): boolean {
  const before = seen.get(id);
  return before?.state === state && before.state_reason === state_reason;
}

/** Something has happened to it: its state is a new one, whatever it is. */
export function forget(credentialId: string): void {
  seen.delete(credentialId);
}
