import { InvalidArgumentError } from 'commander';

/** Parses an email address option. An invalid one is wrong usage, reported before anything is opened. */
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
