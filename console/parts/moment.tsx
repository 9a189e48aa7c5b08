import { texts } from '../texts/index.ts';

/** In the user's language and time zone. The title has the seconds and the zone. */
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
/** Shows seconds, for places where several things may happen within a minute. */
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

interface Props {
  at: string | null | undefined;
  exact?: boolean;
}

export function Moment({ at, exact = false }: Props) {
  if (at === null || at === undefined) return <>{texts.console.never}</>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={LONG.format(moment)}>
      {(exact ? EXACT : SHORT).format(moment)}
    </time>
  );
}
