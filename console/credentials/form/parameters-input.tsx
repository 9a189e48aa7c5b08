import { Box, TextField, Typography } from '@mui/material';
import { useId } from 'react';
import { useInput } from 'react-admin';
import { useFormContext, useWatch } from 'react-hook-form';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { faultsByPath } from '../../webhooks/config-services/values.ts';
import { useIntegration } from './use-integration.ts';

const words = texts.console.credential_form;

const URLS = [
  'authorization_url',
  'device_authorization_url',
  'token_url',
  'base_uri',
  'revocation_url',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'issuer',
] as const;

/** `{{name}}` in a component.json, `{name}` in the catalog. */
const PLACE = /\{\{\s*([\w.-]+)\s*\}\}|\{([\w.-]+)\}/g;

/**
 * Values for the placeholders in the URLs, such as a subdomain, and for what else the provider declares. Hidden if there
 * are none.
 */
export function ParametersInput() {
  const { field, fieldState } = useInput({
    source: 'parameters',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  const { control } = useFormContext();
  const own = useWatch({ control, name: URLS as unknown as string[] }) as unknown[];
  const { defaults, provider } = useIntegration();
  const id = useId();
  const places = placesIn(
    URLS.map((name, index) => own[index] ?? defaults[name]),
    Object.keys(provider?.parameters ?? {}),
  );
  if (places.length === 0) return null;
  const values = (field.value || {}) as Record<string, string>;
  const faults = faultsByPath(fieldState.error?.message);
  const whole = Object.keys(faults).length === 0 ? fieldState.error?.message : undefined;
  return (
    <Box role="group" aria-labelledby={id} sx={{ width: '100%' }}>
      <Typography id={id} component="h3" sx={{ fontWeight: 650 }}>
        {words.parameters}
      </Typography>
      {places.map((place) => {
        const known = provider?.parameters?.[place];
        const optional = known?.optional === true ? ` (${words.optional})` : '';
        const help =
          known && `${known.description}${optional}; ${fill(words.example, { example: known.example })}`;
        const fault = faults[place] ?? whole;
        return (
          <TextField
            key={place}
            label={place}
            value={values[place] ?? ''}
            onChange={({ target }) => {
              const { [place]: _, ...others } = values;
              field.onChange(target.value === '' ? others : { ...others, [place]: target.value });
            }}
            error={fault !== undefined}
            helperText={fault ?? help}
            fullWidth
          />
        );
      })}
    </Box>
  );
}

function placesIn(urls: unknown[], declared: string[]): string[] {
  const found = urls.flatMap((url) => (typeof url === 'string' ? [...url.matchAll(PLACE)] : []));
  return [...new Set([...found.map(([, double, single]) => double ?? single!), ...declared])];
}
