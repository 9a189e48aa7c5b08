import { useGetOne } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ApiRecord } from '../../api/records.ts';
import { useMay } from '../../current-user.ts';
import type { Provider } from '../../providers/provider-record.ts';
import { useProvider } from '../../providers/use-providers.ts';

/** The settings of the chosen integration, under the names of the credential's attributes. */
export interface Integration {
  /** Undefined for a custom integration. */
  name: string | undefined;
  defaults: Readonly<Record<string, unknown>>;
  provider: Provider | undefined;
}

const NONE: Integration = { name: undefined, defaults: {}, provider: undefined };

/** The integration currently chosen in the form: a provider, a component, or none. */
export function useIntegration(): Integration {
  const { control } = useFormContext();
  const [providerId, componentId] = useWatch({ control, name: ['provider_id', 'component_id'] }) as [
    string | null | undefined,
    string | null | undefined,
  ];
  const mayRead = useMay()('components', 'get');
  const provider = useProvider(providerId);
  const { data: component } = useGetOne<ApiRecord>(
    'components',
    { id: componentId ?? '', meta: { of: 'forms of credentials' } },
    { enabled: mayRead && typeof componentId === 'string' },
  );
  if (typeof providerId === 'string' && provider !== undefined)
    return { name: provider.name, defaults: { ...provider, scopes: provider.default_scopes }, provider };
  if (typeof componentId === 'string' && component !== undefined)
    return {
      name: String(component['name']),
      defaults: ofDescriptor(component['descriptor']),
      provider: undefined,
    };
  return NONE;
}

/** The oauth2 block of a component.json. It is user input, so any value may be of any type. */
function ofDescriptor(descriptor: unknown): Record<string, unknown> {
  const credentials = objectAt(descriptor, 'credentials');
  const oauth2 = objectAt(credentials, 'oauth2') ?? objectAt(descriptor, 'oauth2') ?? {};
  const { scopes } = oauth2;
  return {
    authorization_url: textOf(oauth2['auth_uri']),
    token_url: textOf(oauth2['token_uri']),
    scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : undefined,
    client_authentication: oauth2['client_auth'] === 'basic' ? 'header' : 'body',
  };
}

function objectAt(value: unknown, name: string): Record<string, unknown> | undefined {
  const inside = (value as Record<string, unknown> | null | undefined)?.[name];
  return typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
