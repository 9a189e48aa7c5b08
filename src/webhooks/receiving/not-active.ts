import { AppError } from '../../errors.ts';

/** The 409 for a request that would change something while the webhook cannot accept events. */
export function notActive(): AppError {
  const detail =
    'The webhook is disabled, or its flow is not active or has no target_url. The event was not stored; send it again once the webhook is enabled and the flow is active.';
  return new AppError('flow_not_active', detail);
}
