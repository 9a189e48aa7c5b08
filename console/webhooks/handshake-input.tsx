import { useInput } from 'react-admin';
import { texts } from '../texts/index.ts';
import { ServiceInput } from './config-services/service-input.tsx';
import { faultsOfParts, type Service } from './config-services/values.ts';

/** How the sender checks the endpoint when it is registered. */
export function HandshakeInput() {
  const { field, fieldState } = useInput({
    source: 'config_services.webhook_handshake',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  return (
    <ServiceInput
      name="webhook_handshake"
      label={texts.console.webhooks.handshake}
      service={(field.value || undefined) as Service | undefined}
      faults={faultsOfParts(fieldState.error)}
      onChange={(service) => field.onChange(service ?? null)}
    />
  );
}
