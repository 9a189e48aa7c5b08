import type { DescriptorStyle } from './facts.ts';
import type { Findings } from './findings.ts';
import type { Situation } from './questions.ts';

/** How a descriptor declares its OAuth client; `legacy` ones are migrated. Questions must have been added before. */
export function styleOf(situation: Situation, { questions }: Findings): DescriptorStyle {
  const { oauth1, flag, byAuthClientTypes, block, fields, sources, linked } = situation;
  if (oauth1) return 'oauth1';
  if (flag?.value) return 'oauth-client';
  if (byAuthClientTypes) return 'auth-client-types';
  if (questions.length > 0) return 'undecided';
  if (linked.client_id && linked.client_secret) return 'legacy';
  const isEntered = sources.client_id.kind === 'field' || sources.client_id.kind === 'fixed';
  if ((block && isEntered) || fields.ownClient) return 'own-client';
  return 'none';
}
