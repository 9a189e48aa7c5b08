import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { useProviders } from './providers.ts';

type Integrated = Pick<CredentialRecord, 'provider_id' | 'component_id' | 'component'>;

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
