import { Fragment } from 'react';
import { texts } from '../texts/index.ts';
import { nameIn, sentenceOf, shortId, type AuditEvent } from './audit-event.ts';
import { RecordLink } from './record-link.tsx';
import { useKnownName } from './use-known-name.ts';

const words = texts.console.audit;
/** An entry of the log as one sentence: who did what to what. */
export function Sentence({ event }: { event: AuditEvent }) {
  return (
    <>
      {sentenceOf(event)
        .split(/(%\{who\}|%\{what\})/)
        .map((part, index) => (
          // The parts of a sentence stay where they are.
          <Fragment key={index}>{partOf(part, event)}</Fragment>
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
  const name = actor_name ?? (actor_id === null ? words.nobody : words.somebody);
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
  // What was deleted has no page any more.
  const id = event.action.endsWith('.delete') ? null : event.resource_id;
  const said = nameIn(event);
  const known = useKnownName(event.resource_type, said === undefined ? id : null);
  const shown = event.resource_id === null ? words.several : shortId(event.resource_id);
  const name = said ?? known ?? shown;
  return (
    <RecordLink type={event.resource_type} id={id}>
      {name}
    </RecordLink>
  );
}
