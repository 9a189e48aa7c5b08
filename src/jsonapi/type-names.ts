import { MEMBERS, type ResourceType } from '../schema/index.ts';

/**
 * The spellings of a resource type that requests may use. Clients derive a type from the path, as `oauth-clients` or
 * `oauth_clients`, or from the name of a class or variable, as `OAuthClient` or `oauthClients`.
 */

/** @param aliases other accepted names of the type */
export function isTypeOf(given: string, type: string, aliases: readonly string[]): boolean {
  if (typeNamed(given) === type) return true;
  const letters = lettersOf(given);
  return aliases.map(lettersOf).some((alias) => letters === alias || `${letters}s` === alias);
}

/** The resource type with this name, singular or plural. */
export function typeNamed(name: string): ResourceType | undefined {
  return TYPES.get(lettersOf(name));
}

const TYPES: ReadonlyMap<string, ResourceType> = new Map(
  (Object.keys(MEMBERS) as ResourceType[]).flatMap((type) => [
    [lettersOf(type), type],
    [`${lettersOf(type)}s`, type],
  ]),
);

/** Makes kebab, snake, camel and Pascal case the same. */
function lettersOf(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}
