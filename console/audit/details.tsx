import { Link } from 'react-router-dom';
import { Copyable } from '../parts/copy.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { logOf, type AuditEvent } from './audit-event.ts';
import { DetailFacts } from './detail-facts.tsx';

const words = texts.console.audit;

/** All properties of an entry. */
export function Details({ event }: { event: AuditEvent }) {
  const { action, actor_id, resource_type, resource_id, request_id, ip_address, created_at } = event;
  return (
    <Facts>
      <Fact name={words.at}>
        <Moment exact at={created_at} />
      </Fact>
      <Fact name={words.action}>
        <code>{action}</code>
      </Fact>
      <Fact name={words.actor}>
        {words.kinds[event.actor_type]}
        {event.actor_name !== null && `: ${event.actor_name}`}
        {actor_id !== null && (
          <>
            <br />
            <Link to={logOf({ actor: actor_id })}>{words.by_actor}</Link>
          </>
        )}
      </Fact>
      <Fact name={words.through}>{sourceOf(event)}</Fact>
      <Fact name={words.resource}>
        {resource_type}
        {resource_id !== null && (
          <>
            <br />
            <Copyable value={resource_id} name={resource_type} />
            <br />
            <Link to={logOf({ resource: resource_id })}>{words.about}</Link>
          </>
        )}
      </Fact>
      {request_id !== null && (
        <Fact name={words.request}>
          <Copyable value={request_id} name={words.request} />
        </Fact>
      )}
      {ip_address !== null && (
        <Fact name={words.ip_address}>
          <Copyable value={ip_address} name={words.ip_address} />
        </Fact>
      )}
      <DetailFacts details={event.details} />
    </Facts>
  );
}

function sourceOf({ details, api_key_id, oauth_app_id, actor_type }: AuditEvent) {
  if (details['through'] === 'console') return words.through_console;
  const id = oauth_app_id ?? api_key_id;
  if (id === null || actor_type === 'system') return words.through_itself;
  const name = oauth_app_id === null ? words.through_key : words.through_app;
  return (
    <>
      {name}
      <br />
      <Copyable value={id} name={name} />
    </>
  );
}
