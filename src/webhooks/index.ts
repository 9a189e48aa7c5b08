/**
 * Webhooks: events from outside, handed on to a flow.
 *
 *   sender ──▶ /hooks/{id} ──▶ who is it? ──▶ committed ──▶ 202
 *                                                 └──▶ claimed ──▶ understood ──▶ the flow's target, until it takes it
 *
 * `receiving/`: a sender shows an access token (`bearer.ts`) or a signature (`signed.ts`); what it asks when it is set up
 * is answered (`handshakes/`). What is accepted is in the database (`accept.ts`) before anybody is answered.
 *
 * `handing-on/`: from there any process takes it on (`deliverer.ts`, `queue.ts`). A webhook with a parser has its events
 * understood first (`prepare.ts`, `../parsing/`). Attempts come as often and as far apart as `schedule.ts` says.
 */
export { webhookRouter } from './routes.ts';
export type { WebhookMetrics } from './metrics.ts';
export { createInbox } from './inbox.ts';
