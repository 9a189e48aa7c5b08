import { adviceOn, reasonOf } from '../credentials/reasons.ts';
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
  ends_soon: 'ends_soon',
} as const;

/** Whether the list of credentials has a filter for it by state. */
const IS_STATE = { needs_reauthorization: true, error: true, no_working_token: false, ends_soon: false };

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
    all: listUrl('credentials', IS_STATE[condition] ? { state: condition } : { condition }),
  }));
}

function reasonFor(
  condition: AttentionItem['condition'],
  { state_reason, expires_at, ends_at }: Credential,
): Pick<Item, 'reason' | 'at' | 'ended' | 'action'> {
  if (condition === 'no_working_token') return { reason: words.no_working_token_since, at: expires_at ?? '' };
  if (condition === 'ends_soon') return { reason: words.ends_on, at: ends_at ?? '', action: words.reconnect };
  return { reason: withFieldLabels(state_reason ?? '') || words.no_reason, ended: ends_at };
}

/** The same advice as on the credential's page. */
function remedyOf(credential: Credential): string | undefined {
  const reason = reasonOf(credential);
  return reason && adviceOn(reason, credential.state);
}

/** What the statistics report, for users who may view credentials but not the statistics. */
export async function readAttention(ask: Ask): Promise<AttentionItem[]> {
  const conditions = ['needs_reauthorization', 'error', 'no_working_token', 'ends_soon'] as const;
  const fields = 'fields[credential]=name,state,state_reason,state_reason_code,expires_at,ends_at';
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
