import { Router, type RequestHandler } from 'express';
import { routes, type ResourceView } from '../jsonapi/index.ts';
import type { EventKind } from './event-store.ts';
import type { Events } from './events.ts';
import { listRejectedRequests } from './rejected-requests.ts';
import type { Replays } from './replays.ts';
import {
  deliveryView,
  rejectedRequestView,
  replayView,
  signingSecretView,
  verificationTokenView,
  webhookEventView,
  webhookTestView,
} from './serializer.ts';
import type { Webhooks } from './service.ts';
import type { RotateSigningSecret } from './signing-secrets.ts';
import { webhookStatisticsView } from './statistics/serializer.ts';
import { getWebhookStatistics } from './statistics/service.ts';
import type { NewWebhook } from './store.ts';
import type { TryWebhook } from './try-webhook.ts';
import type { StopEvent } from './stop-event.ts';
import type { GetVerificationToken } from './verification-token.ts';

export function webhookRoutes(actions: {
  webhooks: Webhooks;
  rotateSigningSecret: RotateSigningSecret;
  getVerificationToken: GetVerificationToken;
  events: Events;
  replays: Replays;
  stopEvent: StopEvent;
  test: TryWebhook;
  view: ResourceView<NewWebhook>;
}) {
  const { webhooks, rotateSigningSecret, getVerificationToken, events, replays, stopEvent, test, view } =
    actions;
  const { list, get, create, update, remove } = webhooks;
  const path = '/tenants/:tenant/webhooks';
  const eventsPath = '/tenants/:tenant/webhook-events';
  const query = {
    filters: {
      id: 'ids',
      search: 'search',
      flow: 'id',
      credential: 'id',
      component: 'id',
      failing: 'boolean',
      rejecting: 'boolean',
    },
    sorts: ['name', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  const filters = {
    state: ['pending', 'delivered', 'failed', 'duplicate', 'filtered'],
    webhook: 'id',
    flow: 'id',
    since: 'time',
    until: 'time',
    search: 'search',
    sender_id: 'text',
    type: 'text',
  } as const;
  return [
    ...routes([
      { method: 'get', path, action: list, response: 'collection', view, query },
      { method: 'post', path, action: create, response: 'created', view },
      { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view },
      { method: 'patch', path: `${path}/:id`, action: update, response: 'resource', view },
      { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
    ]),
    ...routes([
      {
        method: 'get',
        path: eventsPath,
        action: events.list,
        stream: events.stream,
        response: 'log',
        view: webhookEventView,
        query: { filters, paging: 'cursor' },
      },
      {
        method: 'get',
        path: `${eventsPath}/:id`,
        action: events.get,
        response: 'resource',
        view: webhookEventView,
      },
      {
        method: 'patch',
        path: `${eventsPath}/:id`,
        action: stopEvent,
        response: 'resource',
        view: webhookEventView,
      },
      {
        method: 'post',
        path: `${eventsPath}/:id/replays`,
        action: replays.one,
        response: 'resource',
        view: webhookEventView,
      },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${path}/:id/signing-secrets`,
        action: rotateSigningSecret,
        response: 'resource',
        view: signingSecretView,
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: `${path}/:id/verification-token`,
        action: getVerificationToken,
        response: 'resource',
        view: verificationTokenView,
      },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${path}/:id/tests`,
        action: test,
        response: 'resource',
        view: webhookTestView,
      },
    ]),
    ...replayRoutes(`${path}/:id/replays`, replays),
    ...routes([
      {
        method: 'get',
        path: `${path}/:id/rejected-requests`,
        action: listRejectedRequests,
        response: 'collection',
        view: rejectedRequestView,
        query: { sorts: ['received_at'], paging: 'pages' },
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: `${path}/:id/statistics`,
        action: getWebhookStatistics,
        response: 'resource',
        view: webhookStatisticsView,
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: `${eventsPath}/:id/deliveries`,
        action: events.deliveries,
        response: 'collection',
        view: deliveryView,
        query: { filters: { state: ['succeeded', 'failed'] }, paging: 'pages' },
      },
    ]),
  ];
}

function replayRoutes(path: string, { list, start, get, stop }: Replays) {
  const query = {
    filters: { state: ['running', 'finished', 'stopped'] },
    sorts: ['created_at'],
    paging: 'pages',
  } as const;
  return routes([
    { method: 'get', path, action: list, response: 'collection', view: replayView, query },
    { method: 'post', path, action: start, response: 'created', view: replayView },
    { method: 'get', path: `${path}/:replay`, action: get, response: 'resource', view: replayView },
    { method: 'patch', path: `${path}/:replay`, action: stop, response: 'resource', view: replayView },
  ]);
}

/** The endpoints for senders. All methods, because some handshakes use GET. */
export function webhookRouter(endpoint: (kind: EventKind) => RequestHandler): Router {
  const router = Router({ strict: false, caseSensitive: true });
  router.all('/hooks/:hook', endpoint('event'));
  router.all('/hooks/:hook/actions', endpoint('action'));
  return router;
}
