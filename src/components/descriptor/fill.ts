import type { DescriptorFacts } from './facts.ts';

/**
 * A component's environment for one step: the variables stored for it, with the linked ones filled from the
 * tenant's OAuth client, which overrides what is stored. A component that needs a client and has none gets
 * the linked variables not at all: what was stored under their names may belong to somebody else's client.
 * Names that the descriptor does not declare are passed on as stored.
 */
export function fillVariables({
  facts,
  stored,
  client,
}: {
  facts: Pick<DescriptorFacts, 'usesOauthClient' | 'linked'>;
  stored: Readonly<Record<string, string>>;
  client?: { client_id: string; client_secret: string } | undefined;
}): Record<string, string> {
  const filled = new Map(Object.entries(stored));
  if (facts.usesOauthClient) {
    for (const side of ['client_id', 'client_secret'] as const) {
      const name = facts.linked[side];
      if (name === undefined) continue;
      if (client) filled.set(name, client[side]);
      else filled.delete(name);
    }
  }
  // fromEntries defines own properties, so that a variable named `__proto__` stays a variable.
  return Object.fromEntries(filled);
}
