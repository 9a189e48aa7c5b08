import { Fragment } from 'react';
import { keyed } from '../parts/keyed.ts';
import { texts } from '../texts/index.ts';
import { nameIn, sentenceOf, shortId, type AuditEvent } from './audit-event.ts';
import { RecordLink } from './record-link.tsx';
import { useKnownName } from './use-known-name.ts';

const words = texts.console.audit;
/** An entry as a sentence: who did what to which resource. */
export function Sentence({ event }: { event: AuditEvent }) {
  return (
    <>
      {keyed(sentenceOf(event).split(/(%\{who\}|%\{what\})/), (part) => part).map(({ key, item: part }) => (
        <Fragment key={key}>{partOf(part, event)}</Fragment>
      ))}
    </>
  );
}

function partOf(part: string, event: AuditEvent) {
  if (part === '%{who}') return <Who event={event} />;
  if (part === '%{what}') return <What event={event} />;
  return part;
}

function Who({ event }: { event: AuditEvent }) {
  const { actor_type, actor_id, actor_name, oauth_app_id } = event;
  const name = actor_name ?? (actor_id === null ? words.unknown_actor : words.former_user);
  if (actor_type === 'app')
    return (
      <RecordLink type="oauth-app" id={oauth_app_id}>
        {name}
      </RecordLink>
    );
  return (
    <RecordLink type="user" id={actor_id}>
      {name}
    </RecordLink>
  );
}

function What({ event }: { event: AuditEvent }) {
  // Deleted records have no page.
  const id = event.action.endsWith('.delete') ? null : event.resource_id;
  const nameInEntry = nameIn(event);
  const known = useKnownName(event.resource_type, nameInEntry === undefined ? id : null);
  const shown = event.resource_id === null ? words.several : shortId(event.resource_id);
  const name = nameInEntry ?? known ?? shown;
  return (
    <RecordLink type={event.resource_type} id={id}>
      {name}
    </RecordLink>
  );
}
