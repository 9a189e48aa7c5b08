import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { useProviders } from './providers.ts';

type Integrated = Pick<CredentialRecord, 'provider_id' | 'component_id' | 'component'>;

/**
 * The name for the initials: the integration's, or the credential's own for custom ones, which would otherwise look the
 * same.
 */
export function initialsNameOf(
  { provider_id, component_id, name }: CredentialRecord,
  integration: string,
): string {
  return typeof provider_id === 'string' || typeof component_id === 'string' ? integration : name;
}

/** The name of a credential's integration: its provider, its component, or "Custom". */
export function useIntegrationName(): (credential: Integrated) => string {
  const providers = useProviders();
  return ({ provider_id, component_id, component }) => {
    if (typeof provider_id === 'string')
      return providers.find(({ id }) => id === provider_id)?.name ?? provider_id;
    if (typeof component_id === 'string') return component?.name ?? texts.console.clients.gone;
    return texts.console.credentials.custom;
  };
}
