import type { OutboundError } from '../http/index.ts';
import type { WebhookReason } from '../schema/index.ts';

/** Why an event is not handed on, or an attempt to do so failed: for people, and for programs. */
export interface Reason {
  text: string;
  code: WebhookReason;
}

/** What a target means by statuses that no other of their kind means. */
const BY_STATUS: Readonly<Record<number, WebhookReason>> = {
  401: 'target_unauthorized',
  403: 'target_unauthorized',
  404: 'target_not_found',
  405: 'target_not_found',
  410: 'target_not_found',
  413: 'target_refuses_size',
  429: 'target_busy',
};

const BY_KIND: Readonly<Record<OutboundError['kind'], WebhookReason>> = {
  not_allowed: 'url_not_allowed',
  timeout: 'target_timeout',
  no_such_host: 'target_unknown',
  certificate: 'target_certificate',
  unreachable: 'target_unreachable',
  unreadable: 'answer_unreadable',
};

/** @param status one that is no success */
export function reasonOfStatus(status: number): Reason {
  return { text: `The target answered with status ${status}.`, code: codeOf(status) };
}

export function reasonOfError({ message, kind }: OutboundError): Reason {
  return { text: message, code: BY_KIND[kind] };
}

function codeOf(status: number): WebhookReason {
  if (status >= 300 && status < 400) return 'target_redirects';
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'target_rejects' : 'target_failed');
}
