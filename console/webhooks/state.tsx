import { Stack } from '@mui/material';
import type { FlowRecord } from '../flows/flow-record.ts';
import { State } from '../parts/state.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;

interface Props {
  webhook: WebhookRecord;
  /** The webhook's flow, if the user may see it. */
  flow: FlowRecord | undefined;
}

/** Whether the webhook accepts events and delivers them to its flow's target. */
export function WebhookState({ webhook, flow }: Props) {
  const without =
    flow === undefined
      ? undefined
      : flow.status !== 'active'
        ? flow.status === 'paused'
          ? words.paused
          : words.without_active_flow
        : flow.target_url === null
          ? words.without_target
          : undefined;
  return (
    <Stack direction="row" component="span" useFlexGap sx={{ flexWrap: 'wrap', gap: 0.75 }}>
      {!webhook.enabled ? (
        <State word={words.off} />
      ) : (
        <State word={without ?? words.on} tone={without === undefined ? 'good' : 'warning'} />
      )}
      {webhook.waiting_for_secret && <State word={words.waiting_for_secret} tone="warning" />}
      {webhook.failing_flows.length > 0 && <State word={words.failing} tone="warning" />}
      {webhook.rejecting_since !== null && <State word={words.rejecting} tone="warning" />}
    </Stack>
  );
}

/** The types whose settings say more than their names. */
const DECLARED: readonly string[] = ['hmac', 'hash', 'public_key', 'token', 'jwt'];

/** The authentication of a webhook in a few words. */
export function authenticationLabel({ authentication, config_services }: WebhookRecord): string {
  if (authentication === 'oauth2') return words.oauth2;
  const type = config_services.webhook_event_verification?.type;
  if (type !== undefined && DECLARED.includes(type)) return words.declared;
  return type === undefined
    ? words.declared_by_credential
    : fill(words.signature_of, { sender: words.schemes[type] });
}
