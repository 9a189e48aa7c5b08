import { useInput } from 'react-admin';
import { texts } from '../../texts/index.ts';
import { fill } from '../../parts/fill.ts';
import { ScopeChips, type OfferedScope } from '../../parts/scope-chips.tsx';
import { faultsByPath } from '../../webhooks/config-services/values.ts';
import { useIntegration, type Integration } from './use-integration.ts';

const words = texts.console.credential_form;

/** Scopes as chips. The integration's scopes apply until others are entered. */
export function ScopesInput() {
  const { field, fieldState, id } = useInput({
    source: 'scopes',
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
  });
  const integration = useIntegration();
  const { name } = integration;
  const theirs = defaultScopesOf(integration);
  const own = Array.isArray(field.value) ? (field.value as string[]) : undefined;
  const scopes = own ?? theirs ?? [];

  function set(each: string[]) {
    const same = theirs === undefined ? each.length === 0 : each.join(' ') === theirs.join(' ');
    field.onChange(same ? null : each);
  }

  const faults = Object.entries(faultsByPath(fieldState.error?.message)).map(
    ([place, fault]) => `${scopes[Number(place)] ?? place}: ${fault}`,
  );
  const offered = offeredScopes(integration);
  const help = [
    offered.length > 0 && fill(words.scopes_offered, { name: name! }),
    words.scopes_help,
    own === undefined && theirs !== undefined && fill(words.from, { name: name! }),
  ];
  return (
    <ScopeChips
      id={id}
      label={texts.resources.credentials.fields.scopes}
      scopes={scopes}
      offered={offered}
      onChange={set}
      onBlur={field.onBlur}
      help={help.filter(Boolean).join(' ')}
      fault={faults.length > 0 ? faults.join(' ') : fieldState.error?.message}
    />
  );
}

function defaultScopesOf({ defaults }: Integration): string[] | undefined {
  return Array.isArray(defaults['scopes']) ? (defaults['scopes'] as string[]) : undefined;
}

/** The most used scopes of the provider, and its default ones. */
function offeredScopes(integration: Integration): OfferedScope[] {
  const described = integration.provider?.scopes ?? [];
  const others = (defaultScopesOf(integration) ?? []).filter(
    (scope) => !described.some(({ name }) => name === scope),
  );
  return [...described, ...others.map((name) => ({ name }))];
}
