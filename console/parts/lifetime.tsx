import { useTranslate } from 'react-admin';

/** In seconds. */
export const UNITS = [1, 60, 3_600, 86_400] as const;

export type Unit = (typeof UNITS)[number];

/** The largest unit that gives a whole number. */
export function unitOf(seconds: number): Unit {
  return UNITS.findLast((unit) => seconds % unit === 0) ?? 1;
}

/** A duration in words: "30 days". */
export function Lifetime({ seconds }: { seconds: number }) {
  const translate = useTranslate();
  const unit = unitOf(seconds);
  return <>{translate(`console.spans.${unit}`, { smart_count: seconds / unit })}</>;
}
