import { setTimeout } from 'node:timers/promises';
import type { WebhookResponse } from '../../schema/index.ts';
import type { Log } from '../../system/log.ts';
import { evaluateResponse, type ResponseBody, type Sample } from '../parsing/index.ts';

/** Milliseconds, including the wait for a turn. Slack waits three seconds for the whole response. */
const TIMEOUT = 2000;

/**
 * The body of the response to a committed event: what the expression returns, or the fixed one if it fails. Never
 * throws, because after an error the sender would send the event again.
 */
export async function responseBody(
  response: WebhookResponse,
  { sample, id, tenantId, webhookId }: { sample: Sample; id: string; tenantId: string; webhookId: string },
  log: Log,
): Promise<string> {
  const { expression, body = '' } = response;
  if (expression === undefined) return body;
  const done = new AbortController();
  const late = setTimeout(TIMEOUT, LATE, { signal: done.signal }).catch(() => LATE);
  try {
    const evaluated = await Promise.race([
      evaluateResponse({ ...response, expression }, sample, id, tenantId),
      late,
    ]);
    if (evaluated.ok) return evaluated.body;
    log.info({ webhook: webhookId, reason: evaluated.reason }, 'response expression failed');
  } catch (error) {
    log.warn({ webhook: webhookId, err: error }, 'response expression not evaluated');
  } finally {
    done.abort();
  }
  return body;
}

const LATE: ResponseBody = { ok: false, reason: 'There was no result within two seconds.' };
