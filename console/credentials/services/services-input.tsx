import { Box, Typography } from '@mui/material';
import { useInput } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { SERVICE_NAMES, type ServiceName } from '../../webhooks/config-services/kinds.ts';
import { ServiceInput } from '../../webhooks/config-services/service-input.tsx';
import { faultsOfParts, type Service } from '../../webhooks/config-services/values.ts';

type Services = Partial<Record<ServiceName, Service>>;

/** The config services as one form field. */
export function ServicesInput() {
  const { field, fieldState } = useInput({
    source: 'config_services',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  const services = (field.value || {}) as Services;
  const faults = Object.entries(faultsOfParts(fieldState.error));
  return (
    <Box sx={{ width: '100%' }}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 2 }}>
        {texts.console.credential_form.services_text}
      </Typography>
      {SERVICE_NAMES.map((name) => (
        <ServiceInput
          key={name}
          name={name}
          service={services[name]}
          faults={faultsOf(name, faults)}
          onChange={(service) => {
            const { [name]: _, ...others } = services;
            field.onChange(service === undefined ? others : { ...others, [name]: service });
          }}
        />
      ))}
    </Box>
  );
}

/** The errors of one service, by the rest of their paths. */
function faultsOf(name: string, faults: [string, string][]): Record<string, string> {
  return Object.fromEntries(
    faults.flatMap(([path, fault]) => {
      if (path === name) return [['', fault]];
      return path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), fault]] : [];
    }),
  );
}
