import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import type { Place } from './form/anchored.tsx';
import type { ReasonKey } from './reasons.ts';

const { edits } = texts.console.credentials;

/** Reasons that reconnecting does not fix, with the part of the form that does. */
const PLACES: Partial<Record<ReasonKey, { at: Place; label: string }>> = {
  assertion_refused: { at: 'client', label: edits.client },
  client_refused: { at: 'client', label: edits.client },
  grant_type_refused: { at: 'grant', label: edits.grant },
  redirect_uri_refused: { at: 'urls', label: edits.redirect_uri },
  scope_refused: { at: 'scopes', label: edits.scopes },
  answer_unusable: { at: 'urls', label: edits.urls },
  redirect_not_authentic: { at: 'client', label: edits.client },
  refresh_token_missing: { at: 'advanced', label: edits.advanced },
  account_lookup_failed: { at: 'advanced', label: edits.advanced },
  token_validation_failed: { at: 'services', label: edits.services },
  user_id_mapping_failed: { at: 'services', label: edits.services },
  token_url_changed: { at: 'urls', label: edits.urls },
  credential_incomplete: { at: 'integration', label: edits.all },
  integration_unusable: { at: 'integration', label: edits.integration },
  url_not_allowed: { at: 'urls', label: edits.urls },
};

/** If the client is not the credential's own, these are fixed where its secret is stored. */
const OF_CLIENT: readonly ReasonKey[] = ['client_refused', 'assertion_refused', 'token_url_changed'];

export interface Remedy {
  label: string;
  to: string;
}

/** Where to fix a credential, if the user may; undefined if reconnecting fixes it. */
export function useRemedy(): (
  credential: Pick<CredentialRecord, 'id' | 'oauth_client_id'>,
  reason: ReasonKey | undefined,
) => Remedy | undefined {
  const may = useMay();
  return ({ id, oauth_client_id }, reason) => {
    const place = reason && PLACES[reason];
    if (place === undefined) return undefined;
    const elsewhere = OF_CLIENT.includes(reason!) && typeof oauth_client_id === 'string';
    if (elsewhere && may('oauth-clients', 'edit'))
      return { label: edits.oauth_client, to: `/oauth-clients/${oauth_client_id}` };
    if (!may('credentials', 'edit')) return undefined;
    return { label: place.label, to: `/credentials/${id}#${place.at}` };
  };
}

/** Reasons that a settings change may fix although no particular setting is known to cause them. */
const MAYBE_SETTINGS: readonly ReasonKey[] = ['login_refused', 'provider_refused'];

/** Whether reconnecting is worth a try after the settings were changed. */
export function mayBeFixedBySettings(reason: ReasonKey | undefined): boolean {
  return reason !== undefined && (PLACES[reason] !== undefined || MAYBE_SETTINGS.includes(reason));
}
