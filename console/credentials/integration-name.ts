import type { Badge } from '../parts/initials.tsx';
import { useProviders } from '../providers/use-providers.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';

type Integrated = Pick<CredentialRecord, 'provider_id' | 'component_id' | 'component'>;

/**
 * The badge of a credential: that of its integration, or of its own name for custom ones, which would otherwise look
 * the same.
 */
export function useBadge(): (credential: CredentialRecord) => Badge {
  const providers = useProviders();
  const nameOf = useIntegrationName();
  return (credential) => {
    const { provider_id, component_id, name } = credential;
    if (typeof provider_id === 'string') {
      const { color, initials } = providers.find(({ id }) => id === provider_id) ?? {};
      return { name: nameOf(credential), color, initials };
    }
    return { name: typeof component_id === 'string' ? nameOf(credential) : name };
  };
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
