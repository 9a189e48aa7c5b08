import { useTranslate } from 'react-admin';
import { texts } from '../texts/index.ts';

/** The number of flows that use a client. */
export function FlowCount({ count }: { count: number | null | undefined }) {
  const translate = useTranslate();
  if (count === undefined || count === null) return null;
  if (count === 0) return <>{texts.console.clients.in_no_flow}</>;
  return <>{translate('console.clients.in_flows', { smart_count: count })}</>;
}
