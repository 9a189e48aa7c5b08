import type { WebhookEvent } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export const EVENT_STATES = ['pending', 'delivered', 'failed', 'duplicate', 'filtered'] as const;

/** Lists do not fetch the payload. */
export type EventRecord = RecordOf<WebhookEvent, 'body' | 'body_encoding' | 'parsed'>;
