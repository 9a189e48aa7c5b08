import { FormControlLabel, FormHelperText, Switch } from '@mui/material';
import { useId } from 'react';
import { BooleanInput, useInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { grantsFor, type Grant } from './app-record.ts';

const words = texts.console.apps;

/** A switch for each grant type. Apps that get API keys have only one, so they have no choice. */
export function GrantInputs() {
  const { field, fieldState } = useInput({ source: 'grant_types' });
  const kind: unknown = useWatch({ name: 'kind' });
  const open: unknown = useWatch({ name: 'public' });
  const impersonating: unknown = useWatch({ name: 'impersonation' });
  const mayImpersonate = useMay()('oauth-apps', 'impersonate');
  const chosen = field.value as Grant[];
  if (kind === 'api_key') return null;
  const offered = grantsFor({ kind, public: open });
  const toggle = (grant: Grant, on: boolean) =>
    field.onChange(on ? [...chosen, grant] : chosen.filter((one) => one !== grant));
  return (
    <>
      {offered.map((grant) => (
        <GrantSwitch key={grant} grant={grant} on={chosen.includes(grant)} onToggle={toggle} />
      ))}
      {fieldState.error !== undefined && (
        <FormHelperText
          error
          role="alert"
          tabIndex={-1}
          data-fault={texts.resources['oauth-apps'].fields.grant_types}
        >
          {fieldState.error.message}
        </FormHelperText>
      )}
      {offered.includes('client_credentials') && chosen.includes('client_credentials') && (
        <BooleanInput
          source="impersonation"
          disabled={!mayImpersonate && impersonating !== true}
          helperText={mayImpersonate ? words.impersonation_help : words.impersonation_fixed}
        />
      )}
    </>
  );
}

interface SwitchProps {
  grant: Grant;
  on: boolean;
  onToggle(grant: Grant, on: boolean): void;
}

function GrantSwitch({ grant, on, onToggle }: SwitchProps) {
  const id = useId();
  return (
    <div>
      <FormControlLabel
        label={words.grants[grant]}
        control={
          <Switch
            checked={on}
            onChange={(_, now) => onToggle(grant, now)}
            slotProps={{ input: { 'aria-describedby': id } }}
          />
        }
      />
      <FormHelperText id={id} sx={{ mt: 0 }}>
        {words.grants[`${grant}_help`]}
      </FormHelperText>
    </div>
  );
}
