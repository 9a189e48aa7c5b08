/**
 * React-admin caches records under the resource, the ID and this meta, and shows a list's record on the page of that
 * record. Our list records are incomplete and have no version. A form must not start with stale data either, which
 * would be replaced while the user types. Hence three separate caches.
 */
export const LIST_META = { of: 'lists' };
export const FORM_META = { of: 'forms' };

/** The key of a query of our own for records that react-admin also caches. It is invalidated when one is written. */
export function ownQueryKey(resource: string, ...rest: readonly unknown[]): readonly unknown[] {
  return ['own queries', resource, ...rest];
}
