import type { TenantDb } from '../../db/index.ts';
import { listCredentials, type Credential } from './store.ts';

/** The conditions that someone must act on, worst first. */
const NEEDING_ATTENTION = ['needs_reauthorization', 'error', 'no_working_token', 'ends_soon'] as const;

/** How many credentials are returned of each condition. */
const SHOWN = 5;

/**
 * The credentials in a condition that needs attention: how many there are, and the most recently changed of them, or
 * those that end first.
 */
export interface Attention {
  condition: (typeof NEEDING_ATTENTION)[number];
  count: number;
  credentials: Credential[];
}

/** Conditions without credentials are left out. */
export async function credentialsNeedingAttention(db: TenantDb, now: number): Promise<Attention[]> {
  const found: Attention[] = [];
  for (const condition of NEEDING_ATTENTION) {
    const order =
      condition === 'ends_soon'
        ? ({ column: 'ends_at', direction: 'asc' } as const)
        : ({ column: 'updated_at', direction: 'desc' } as const);
    const page = { number: 1, size: SHOWN, sort: [order] };
    const { rows, total } = await listCredentials(db, { condition }, page, now);
    if (total > 0) found.push({ condition, count: total, credentials: rows });
  }
  return found;
}
