import { InvalidArgumentError } from 'commander';
import { isId } from '../system/ids.ts';

// A value that no database could accept is wrong usage, reported before anything is opened. One that this database does
// not have, such as the ID of a deleted tenant, is a failure.

/** Parses the ID of a tenant. */
export function tenantId(text: string): string {
  return idOf(text, 'tenant list');
}

/** Parses the ID of an API key. */
export function apiKeyId(text: string): string {
  return idOf(text, 'api-key list');
}

/** Parses the ID of a webhook. */
export function webhookId(text: string): string {
  if (!isId(text))
    throw new InvalidArgumentError('Pass the ID of a webhook, as the API and the console show it.');
  return text;
}

function idOf(text: string, command: string): string {
  if (!isId(text)) throw new InvalidArgumentError(`Pass an ID; \`valetkey ${command}\` lists them.`);
  return text;
}

/** Parses an email address. */
export function emailAddress(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text))
    throw new InvalidArgumentError(`"${text}" is not a valid email address.`);
  return text;
}

/** Parses a time in RFC 3339 format. */
export function time(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Use an RFC 3339 time such as 2027-01-31T00:00:00Z.');
  return text;
}
