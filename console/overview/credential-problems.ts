import { reasonOf } from '../credentials/reasons.ts';
import { withFieldLabels } from '../credentials/with-field-labels.ts';
import { listUrl } from '../parts/list-url.ts';
import { texts } from '../texts/index.ts';
import { resourcesOf, SHOWN, type Ask, type Item, type Problem } from './problems.ts';
import type { AttentionItem } from './statistics.ts';

const words = texts.console.overview;

type Credential = AttentionItem['credentials'][number];

const MESSAGE_KEYS = {
  needs_reauthorization: 'broken',
  error: 'failing_credential',
  no_working_token: 'no_working_token',
} as const;

/** The problems of credentials that the statistics report. */
export function credentialProblems(attention: readonly AttentionItem[]): Problem[] {
  return attention.map(({ condition, count, credentials }) => ({
    messageKey: MESSAGE_KEYS[condition],
    count,
    more: false,
    items: credentials.map((credential) => ({
      id: credential.id,
      name: credential.name,
      to: `/credentials/${credential.id}/show`,
      ...reasonFor(condition, credential),
      remedy: remedyOf(credential),
    })),
    all: listUrl('credentials', condition === 'no_working_token' ? { condition } : { state: condition }),
  }));
}

function reasonFor(
  condition: AttentionItem['condition'],
  { state_reason, expires_at }: Credential,
): Pick<Item, 'reason' | 'at'> {
  if (condition === 'no_working_token') return { reason: words.no_working_token_since, at: expires_at ?? '' };
  return { reason: withFieldLabels(state_reason ?? '') || words.no_reason };
}

/** The same advice as on the credential's page. */
function remedyOf(credential: Credential): string | undefined {
  const reason = reasonOf(credential);
  return reason && texts.console.credentials.reasons[reason].next;
}

/** What the statistics report, for users who may view credentials but not the statistics. */
export async function readAttention(ask: Ask): Promise<AttentionItem[]> {
  const conditions = ['needs_reauthorization', 'error', 'no_working_token'] as const;
  const fields = 'fields[credential]=name,state,state_reason,state_reason_code,expires_at';
  const found = await Promise.all(
    conditions.map(async (condition) => {
      const document = await ask(
        `credentials?filter[condition]=${condition}&${fields}&sort=-updated_at&page[size]=${SHOWN}`,
      );
      const credentials = resourcesOf(document).map(
        ({ id, attributes }) => ({ id, ...attributes }) as Credential,
      );
      return { condition, count: document.meta?.total ?? credentials.length, credentials };
    }),
  );
  return found.filter(({ count }) => count > 0);
}
