import { Typography } from '@mui/material';
import { Fact, Facts } from '../parts/facts.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import type { CredentialRecord } from './credential-record.ts';
import { Panel } from '../parts/panel.tsx';
import { SERVICE_NAMES, typeNameOf } from '../webhooks/config-services/kinds.ts';
import { TestMapper } from './services/test-mapper.tsx';
import { TestParsers } from './services/test-parsers.tsx';
import { MONOSPACE } from '../monospace.ts';

const words = texts.console.credentials;
const names = texts.console.credential_form.services;

/** The configured services, and a way to test them. */
export function ServicesPanel({ credential: { id, config_services } }: { credential: CredentialRecord }) {
  const may = useMay();
  const set = SERVICE_NAMES.filter((name) => (config_services[name]?.type ?? 'none') !== 'none');
  const expression = expressionOf(config_services['user_id_mapper']);
  return (
    <Panel title={words.services}>
      {set.length === 0 && <Typography>{words.no_services}</Typography>}
      {set.length > 0 && (
        <Facts>
          {set.map((name) => (
            <Fact key={name} name={names[name].name}>
              {typeNameOf(name, config_services[name]!.type)}
              <Expression service={config_services[name]!} />
            </Fact>
          ))}
        </Facts>
      )}
      {expression !== undefined && may('credentials', 'edit') && (
        <TestMapper credentialId={id} expression={expression} />
      )}
      {set.length > 0 && may('webhooks', 'edit') && may('webhooks', 'get') && (
        <TestParsers credentialId={id} services={config_services} />
      )}
    </Panel>
  );
}

function expressionOf(service: { type: string; expression?: string } | undefined): string | undefined {
  return service?.type === 'jsonata' ? service.expression : undefined;
}

function Expression({ service }: { service: { type: string; expression?: string } }) {
  if (service.expression === undefined) return null;
  return (
    <Typography component="pre" variant="body2" sx={{ m: 0, fontFamily: MONOSPACE, whiteSpace: 'pre-wrap' }}>
      {service.expression}
    </Typography>
  );
}
