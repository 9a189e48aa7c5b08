import type { OutboundError } from '../http/index.ts';
import type { WebhookReason } from '../schema/index.ts';

/** Why an event is not delivered, or why an attempt failed, as a sentence and as a code. */
export interface Reason {
  text: string;
  code: WebhookReason;
}

/** Codes for statuses that have a more specific meaning than their class. */
const BY_STATUS: Readonly<Record<number, WebhookReason>> = {
  401: 'target_unauthorized',
  403: 'target_unauthorized',
  404: 'target_not_found',
  405: 'target_not_found',
  410: 'target_gone',
  413: 'target_refuses_size',
  429: 'target_busy',
};

const BY_KIND: Readonly<Record<OutboundError['kind'], WebhookReason>> = {
  not_allowed: 'url_not_allowed',
  timeout: 'target_timeout',
  no_such_host: 'target_unknown',
  certificate: 'target_certificate',
  client_certificate: 'client_certificate',
  certificate_required: 'client_certificate',
  unreachable: 'target_unreachable',
  unreadable: 'answer_unreadable',
};

export const STOPPED: Reason = {
  text: 'A user stopped the delivery. To deliver the event, replay it.',
  code: 'delivery_stopped',
};

/** @param detail a sentence that says what went wrong */
export function bodyFailed(detail: string): Reason {
  return { text: `${detail} Check delivery.body of the flow.`, code: 'body_failed' };
}

/** @param status not 2xx */
export function reasonOfStatus(status: number): Reason {
  return { text: `The target responded with status ${status}.`, code: codeOf(status) };
}

export function reasonOfError({ message, kind }: OutboundError): Reason {
  return { text: message, code: BY_KIND[kind] };
}

function codeOf(status: number): WebhookReason {
  if (status >= 300 && status < 400) return 'target_redirects';
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'target_rejects' : 'target_failed');
}
