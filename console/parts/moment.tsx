import { texts } from '../texts/index.ts';

/** In the reader's language and zone; the title has the seconds and the zone. */
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

export function Moment({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <>{texts.console.never}</>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={LONG.format(moment)}>
      {SHORT.format(moment)}
    </time>
  );
}
