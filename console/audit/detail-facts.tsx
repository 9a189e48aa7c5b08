import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { Fact } from '../parts/facts.tsx';
import { keyed } from '../parts/keyed.ts';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { shortId } from './audit-event.ts';
import { RecordLink } from './record-link.tsx';

const words = texts.console.audit;
const NAMES: Readonly<Record<string, string>> = words.facts;
/** Details that are IDs, with the type of the record. */
const REFERENCES: Readonly<Record<string, string>> = {
  role: 'role',
  component: 'component',
  user: 'user',
  oauth_app: 'oauth-app',
  flow: 'flow',
  credential: 'credential',
  webhook: 'webhook',
};
/** Maximum shown; an entry can list 500. */
const SHOWN = 20;

interface SecretRead {
  resource_id: string;
  at: string;
}

/**
 * The details of an entry in addition to actor, time and resource. Those the console has no label for keep their API
 * name.
 */
export function DetailFacts({ details }: { details: Record<string, unknown> }) {
  const { hand_outs, through: _, ...rest } = details;
  return (
    <>
      {Object.entries(rest).map(([key, value]) => (
        <Fact key={key} name={NAMES[key] ?? key.replaceAll('_', ' ')}>
          {valueOf(key, value)}
        </Fact>
      ))}
      {Array.isArray(hand_outs) && (
        <Fact name={words.secrets_issued}>
          <SecretReads reads={hand_outs as SecretRead[]} />
        </Fact>
      )}
    </>
  );
}

function valueOf(key: string, value: unknown): ReactNode {
  const type = REFERENCES[key];
  if (type !== undefined && typeof value === 'string')
    return (
      <RecordLink type={type} id={value}>
        {shortId(value)}
      </RecordLink>
    );
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(textOf).join(', ');
  return textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function SecretReads({ reads }: { reads: SecretRead[] }) {
  const translate = useTranslate();
  const more = reads.length - SHOWN;
  return (
    <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
      {/* The same secret may be issued twice in one millisecond. */}
      {keyed(reads.slice(0, SHOWN), ({ resource_id, at }) => `${resource_id} ${at}`).map(
        ({ key, item: { resource_id, at } }) => (
          <li key={key}>
            <Moment exact at={at} /> <span title={resource_id}>{shortId(resource_id)}</span>
          </li>
        ),
      )}
      {more > 0 && <li>{translate('console.audit.more_issued', { smart_count: more })}</li>}
    </ul>
  );
}
