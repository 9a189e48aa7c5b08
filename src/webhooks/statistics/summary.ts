import type { RejectionHour } from '../rejections/rejection-store.ts';
import type { Attempt } from './attempt-store.ts';

const HOUR = 3_600_000;
export const HOURS = 24;

/** Milliseconds that half, 95 % and 99 % of the attempts took at most; null if there was none. */
interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** What happened to the events that were received in a period. */
export interface Period {
  events: number;
  duplicates: number;
  deliveries_succeeded: number;
  deliveries_failed: number;
  /** From 0 to 1; null if there was no attempt. */
  success_rate: number | null;
  /** How long attempts took. */
  duration: Percentiles | null;
  /** From receiving an event to the start of its first attempt. */
  first_attempt_delay: Percentiles | null;
}

export type Hour = Pick<Period, 'events' | 'duplicates' | 'deliveries_succeeded' | 'deliveries_failed'> & {
  /** Hours since the epoch. */
  hour: number;
  rejected: number;
};

/** What was read about a webhook. Times in milliseconds since the epoch. */
export interface Activity {
  received: readonly number[];
  duplicates: readonly number[];
  attempts: readonly Attempt[];
  rejections: readonly Pick<RejectionHour, 'hour' | 'rejected'>[];
}

/** The events that were received at this time or later. */
export function summarize({ received, duplicates, attempts }: Activity, since: number): Period {
  const those = attempts.filter(({ receivedAt }) => receivedAt >= since);
  const succeeded = those.filter((attempt) => attempt.succeeded).length;
  return {
    events: received.filter((time) => time >= since).length,
    duplicates: duplicates.filter((time) => time >= since).length,
    deliveries_succeeded: succeeded,
    deliveries_failed: those.length - succeeded,
    success_rate: those.length === 0 ? null : succeeded / those.length,
    duration: percentiles(those.map(({ milliseconds }) => milliseconds)),
    first_attempt_delay: percentiles(those.flatMap(({ delay }) => delay ?? [])),
  };
}

/** By the hour in which the events were received, oldest first. The last hour is the current one. */
export function byHour(activity: Activity, now: number): Hour[] {
  const first = hourOf(now) - HOURS + 1;
  const hours = Array.from({ length: HOURS }, (_, index): Hour => {
    return {
      hour: first + index,
      events: 0,
      duplicates: 0,
      rejected: 0,
      deliveries_succeeded: 0,
      deliveries_failed: 0,
    };
  });
  const add = (hour: number, name: keyof Omit<Hour, 'hour'>, count = 1): void => {
    const row = hours[hour - first];
    if (row !== undefined) row[name] += count;
  };
  for (const time of activity.received) add(hourOf(time), 'events');
  for (const time of activity.duplicates) add(hourOf(time), 'duplicates');
  for (const { hour, rejected } of activity.rejections) add(hour, 'rejected', rejected);
  for (const { receivedAt, succeeded } of activity.attempts)
    add(hourOf(receivedAt), succeeded ? 'deliveries_succeeded' : 'deliveries_failed');
  return hours;
}

/** By the nearest-rank method, so that each is a value that occurred. */
function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}
