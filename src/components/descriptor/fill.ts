import type { DescriptorFacts } from './facts.ts';

/**
 * A component's environment for one step: its stored variables, with linked variables overridden by the tenant's OAuth
 * client. If the component needs a client but the tenant has none, linked variables are omitted, because their stored values
 * may belong to a different client. Stored variables that the descriptor does not declare are kept.
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
  // fromEntries defines own properties, so a variable named `__proto__` is safe.
  return Object.fromEntries(filled);
}
