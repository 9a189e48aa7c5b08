/**
 * Webhooks: receive events from senders and deliver them to a flow's target.
 *
 *   sender ──▶ /hooks/{id} ──▶ authenticate ──▶ commit ──▶ 202
 *                                                 └──▶ claim ──▶ parse ──▶ deliver to the flow's target, with retries
 *
 * `receiving/`: a sender authenticates with an access token (`bearer.ts`) or a signature (`signed.ts`); registration
 * handshakes are answered (`handshakes/`). An event is committed (`accept.ts`) before the sender gets its response.
 *
 * `rejections/`: the requests that a webhook rejected. `health-notes.ts` notices when it fails, or rejects all senders.
 *
 * `senders/`: presets for well-known senders.
 *
 * `delivery/`: any process can claim a committed event and deliver it (`deliverer.ts`, `queue.ts`). If the webhook has
 * a parser, its events are parsed first (`prepare.ts`, `parsing/`). Filters decide which of the webhook's flows receive an
 * event (`route-events.ts`). `schedule.ts` has the retry schedule.
 */
export { webhookRouter } from './routes.ts';
export type { WebhookMetrics } from './metrics.ts';
export { loadSenders, parseSender, sampleFaults, signSample, type Sender } from './senders/index.ts';
export { whereFailing } from './failing-flows.ts';
export type { OnFailing } from './health-notes.ts';
export { nameOfWebhook } from './store.ts';
export { wireWebhooks } from './wiring.ts';
export type { StreamedEvent } from './stream-events.ts';
export { BEAT } from './delivery/workers.ts';
