import type { HmacVerification } from '../schema/index.ts';
import { FORBIDDEN_HEADERS } from './forbidden-headers.ts';

/** What is wrong with a verification, and at which of its members. */
export type Fault = [at: string, detail: string];

/**
 * The faults of the headers that a verification names.
 * @param named each with the member that names it
 * @param allowed one that is only read: what is stored or signed must not contain a secret
 */
export function headerFaults(named: readonly Fault[], allowed?: string): Fault[] {
  return named
    .filter(([, name]) => FORBIDDEN_HEADERS.includes(name.toLowerCase()) && name.toLowerCase() !== allowed)
    .map(([at, name]) => [
      at,
      `The header ${name} cannot be used for verification. Use a header that the sender sets.`,
    ]);
}

/** An event has one ID, in one place. */
export function idFaults({
  id_header,
  id_pointer,
}: Pick<HmacVerification, 'id_header' | 'id_pointer'>): Fault[] {
  return id_header !== undefined && id_pointer !== undefined
    ? [['id_pointer', 'id_header and id_pointer cannot both be set. Leave one out.']]
    : [];
}

/** The headers that a verification keeps, each with the member that names it. */
export function keptHeaders({ headers = [] }: Pick<HmacVerification, 'headers'>): Fault[] {
  return headers.map((name, index) => [`headers/${index}`, name]);
}
