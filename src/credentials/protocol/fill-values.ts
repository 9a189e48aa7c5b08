import type { Client } from './client-request.ts';

/**
 * Fills `{name}` in parameters or headers with values that are known only when a request is sent. A name without a value
 * stays as it is, and parameters that are null are left out.
 */
export function fillValues(
  params: Readonly<Record<string, string | null | undefined>>,
  values: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    );
  const given = Object.entries(params).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(given.map(([name, text]) => [name, filled(text)]));
}

/** The ID and secret of a client. A secret that signs assertions is not sent. */
export function clientValues({ client_id, client_secret, assertion }: Client): Record<string, string> {
  return { client_id, client_secret: assertion === undefined ? (client_secret ?? '') : '' };
}
