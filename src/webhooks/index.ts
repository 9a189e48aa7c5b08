/**
 * Webhooks: events from outside, handed on to a flow.
 *
 *   sender ──▶ /hooks/{id} ──▶ who is it? ──▶ committed ──▶ 202
 *                                                 └──▶ claimed ──▶ the flow's target ──▶ delivered, or once more
 *
 * A sender shows an access token (`bearer.ts`) or a signature (`signed.ts`). What is accepted is in the database
 * (`accept.ts`) before anybody is answered; from there any process takes it on (`deliverer.ts`, `queue.ts`), as often
 * and as far apart as `schedule.ts` says.
 */
export { webhookRouter } from './routes.ts';
export type { WebhookMetrics } from './metrics.ts';
export { createInbox, type Inbox } from './inbox.ts';
