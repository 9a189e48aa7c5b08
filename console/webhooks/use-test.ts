import { useState } from 'react';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import type { Sample } from './sample.ts';
import { readHeaders } from './sample-headers.ts';
import { useSample } from './use-sample.ts';
import type { WebhookServices } from './webhook-record.ts';

/** A test of a webhook: the sample, as edited in the form, and the result. */
export type Test = ReturnType<typeof useTest>;

/** Tests a webhook with a sample: the given one, as it was received, or an example. */
export function useTest(services: WebhookServices, arrived?: Sample) {
  const sample = useSample(services, arrived);
  const [result, setResult] = useState<{ resource: Resource; asArrived: boolean }>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const { tenant } = useCurrentUser();
  const body_encoding = arrived?.body_encoding ?? 'utf-8';
  const { headers, wrong: wrongLine } = readHeaders(sample.headers);

  async function run(webhookId: string): Promise<void> {
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    const { kind, body, asArrived } = sample;
    const attributes = { kind, body, body_encoding, headers };
    try {
      const { document } = await call(`/tenants/${tenant.id}/webhooks/${webhookId}/tests`, {
        method: 'POST',
        body: { data: { type: 'webhook-test', attributes } },
      });
      setResult({ resource: document!.data as Resource, asArrived });
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(false);
    }
  }

  return { sample, body_encoding, wrongLine, canRun: !busy && wrongLine === undefined, run, result, error };
}
