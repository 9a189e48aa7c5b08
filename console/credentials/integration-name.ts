import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { useProviders } from './providers.ts';

type Integrated = Pick<CredentialRecord, 'provider_id' | 'component_id' | 'component'>;

/** What initials stand for: the integration, and of a custom one the credential itself, or all would be alike. */
export function faceOf({ provider_id, component_id, name }: CredentialRecord, integration: string): string {
  return typeof provider_id === 'string' || typeof component_id === 'string' ? integration : name;
}

/** What a credential's integration is called: its provider, its component, or "Custom". */
export function useIntegrationName(): (credential: Integrated) => string {
  const providers = useProviders();
  return ({ provider_id, component_id, component }) => {
    if (typeof provider_id === 'string')
      return providers.find(({ id }) => id === provider_id)?.name ?? provider_id;
    if (typeof component_id === 'string') return component?.name ?? texts.console.clients.gone;
    return texts.console.credentials.custom;
  };
}
