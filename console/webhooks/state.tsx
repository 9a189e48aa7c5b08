import { Stack } from '@mui/material';
import { State } from '../parts/state.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;

/** Whether it takes events, and whether they arrive at its flow's target. */
export function WebhookState({ webhook }: { webhook: Pick<WebhookRecord, 'enabled' | 'failing_since'> }) {
  return (
    <Stack direction="row" component="span" useFlexGap sx={{ flexWrap: 'wrap', gap: 0.75 }}>
      <State {...(webhook.enabled ? { word: words.on, mood: 'good' } : { word: words.off })} />
      {webhook.failing_since !== null && <State word={words.failing} mood="warning" />}
    </Stack>
  );
}

/** How its callers prove themselves, in a few words. */
export function proofOf({ authentication, config_services }: WebhookRecord): string {
  if (authentication === 'oauth2') return words.oauth2;
  const type = config_services.webhook_event_verification?.type;
  if (type === 'hmac') return words.declared;
  return type === undefined
    ? words.declared_by_credential
    : fill(words.signature_of, { sender: words.schemes[type] });
}
