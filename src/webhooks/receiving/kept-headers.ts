import type { IncomingHttpHeaders } from 'node:http';
import { eventHeadersOf } from '../../signatures/index.ts';
import { parserFor, type WebhookServices } from '../config-services.ts';
import type { EventKind } from '../event-store.ts';

/** Printable ASCII, so that it can be sent in a delivery. */
const KEPT = /^[\x20-\x7e]{1,1000}$/;

/** The attributes of a CloudEvent (CloudEvents 1.0, HTTP Protocol Binding, 3.1.3). */
const CLOUD_EVENT = /^ce-[a-z0-9]{1,60}$/;
const MAX_CLOUD_EVENT_HEADERS = 40;

/** The headers that describe the event. Besides Content-Type, no others are stored or delivered. */
export function keptHeaders(
  services: WebhookServices,
  kind: EventKind,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const { webhook_event_verification: verification } = services;
  const declared = verification === undefined ? [] : eventHeadersOf(verification);
  const parser = parserFor(services, kind);
  const ofCloudEvent =
    parser?.type === 'jsonata' && parser.format === 'cloudevents'
      ? Object.keys(headers).filter((name) => CLOUD_EVENT.test(name))
      : [];
  const names = [...declared, ...ofCloudEvent.slice(0, MAX_CLOUD_EVENT_HEADERS)];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
      return typeof value === 'string' && KEPT.test(value) ? [[name, value]] : [];
    }),
  );
}
