import { AppError } from '../../errors.ts';
import { PUBLIC_KEY, type Params } from '../protocol/index.ts';
import { yieldsValue } from '../../providers/index.ts';
import type { ProviderSettings } from '../../schema/index.ts';
import type { Integration } from './integration.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './url-template.ts';

/** `{name}` in a parameter or a claim. */
const PLACEHOLDER = /\{(\w+)\}/g;

/** Fills the placeholders of one credential's settings. */
export interface Fill {
  /** What has no value: the names of attributes. Added to by the other members. */
  missing: Set<string>;
  /**
   * A URL that secrets are sent to. The account's values, which the user who connects could choose, do not fill it.
   * @param more further values
   */
  url(template: string | null | undefined, more?: Readonly<Record<string, string>>): string | undefined;
  /** The same for a URL in provider settings, which the component's variables do not fill: others may set those. */
  settingUrl(template: string | null | undefined): string | undefined;
  /** The base URL of the provider's API. Placeholders for values that connecting yields stay as they are. */
  baseUri(template: string | null | undefined, settings: ProviderSettings): string | undefined;
  /** Any other text. What looks like a placeholder but is neither a value nor a declared parameter stays as it is. */
  text(template: string): string;
  params(params: Readonly<Record<string, string | null | undefined>>): Params;
  /**
   * A claim of the JWT that is exchanged for tokens, and so whom they are for: neither the component's variables nor the
   * account's values fill it. Undefined if it contains an optional parameter that has no value.
   */
  claim(template: string, clientId: string): string | undefined;
  /** What `text` and `params` fill in. */
  values: Readonly<Record<string, string>>;
}

/** @param own values that every credential has @param account the values of the connected account */
export function createFill(
  credential: Credential,
  integration: Integration,
  own: Record<string, string>,
  account: Readonly<Record<string, string>> = {},
): Fill {
  const missing = new Set<string>();
  const declared = integration.parameters ?? [];
  const optional = integration.optionalParameters ?? [];
  const given = { ...integration.values, ...credential.parameters };
  const all = { ...integration.values, ...account, ...credential.parameters, ...own };
  if (credential.client_id !== null) all['client_id'] = credential.client_id;

  const filled = (
    template: string | null | undefined,
    values: Record<string, string>,
    isExpected = (_name: string) => false,
  ): string | undefined =>
    template === null || template === undefined
      ? undefined
      : fillUrl(template, values, (name) => isExpected(name) || missing.add(`parameters.${name}`));
  const text = (template: string) =>
    template.replace(PLACEHOLDER, (whole, name: string) => {
      const value = Object.hasOwn(all, name) ? all[name]! : '';
      if (value !== '') return value;
      if (declared.includes(name)) missing.add(`parameters.${name}`);
      return whole;
    });
  return {
    missing,
    url: (template, more = {}) => filled(template, { ...given, ...more }),
    settingUrl: (template) => filled(template, credential.parameters),
    baseUri: (template, settings) => filled(template, given, (name) => yieldsValue(settings, name)),
    text,
    params: (params) =>
      Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? text(value) : null]),
      ),
    claim(template, clientId) {
      const later = { [PUBLIC_KEY]: `{${PUBLIC_KEY}}` };
      const values: Record<string, string> = { ...later, ...credential.parameters, client_id: clientId };
      let isLeftOut = false;
      const claim = template.replace(PLACEHOLDER, (whole, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name]! : '';
        if (value !== '') return value;
        if (optional.includes(name)) isLeftOut = true;
        else missing.add(`parameters.${name}`);
        return whole;
      });
      return isLeftOut ? undefined : claim;
    },
    values: all,
  };
}

/**
 * A URL of the provider's API, filled with an account's values and the credential's parameters.
 * @throws AppError credential_incomplete naming the values that are missing
 */
export function fillAccountUrl(
  template: string,
  { parameters }: Credential,
  account: Record<string, string>,
): string {
  const missing: string[] = [];
  const url = fillUrl(template, { ...account, ...parameters }, (name) => missing.push(name));
  if (missing.length > 0) throw incomplete(missing.map((name) => `parameters.${name}`));
  return url;
}

/** The error for a credential whose settings lack something. @param missing names of attributes */
export function incomplete(missing: string[]): AppError {
  return new AppError(
    'credential_incomplete',
    `The credential is incomplete: neither it nor its integration sets ${missing.join(', ')}. Add what is missing.`,
    { meta: { missing } },
  );
}
