/**
 * Alerts: what a tenant is told at its `alert_url` when something needs attention, such as a webhook that fails.
 *
 *   what happened ──▶ `raise.ts`, in its transaction ──▶ table ──▶ `sender.ts`: claim, send, retry
 *
 * An alert is sent at least once. Several processes can send at the same time: each attempt belongs to one of them.
 */
export { raiseAlert } from './raise.ts';
export { wireAlerts } from './wiring.ts';
