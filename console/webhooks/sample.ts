import type { Parser, WebhookServices } from './webhook-record.ts';

/** A sample to test a webhook with, as the API accepts it. */
export interface Sample {
  kind: 'event' | 'action';
  body: string;
  body_encoding?: 'utf-8' | 'base64';
  headers: Record<string, string>;
}

type Format = NonNullable<Parser['format']>;

const ORDER = { type: 'order.created', id: 'sample-1', user: '42', data: { total: 12.5 } };
const PRESSED = { type: 'block_actions', user: { id: 'U42' }, actions: [{ action_id: 'approve' }] };
const FORM = 'application/x-www-form-urlencoded';

/** An example in each body format, with the content type its sender uses. */
const EXAMPLES: Readonly<Record<Format, { type: string; body: string }>> = {
  json: { type: 'application/json', body: JSON.stringify(ORDER, null, 2) },
  form: { type: FORM, body: 'type=order.created&id=sample-1&user=42&total=12.5' },
  slack: { type: FORM, body: `payload=${encodeURIComponent(JSON.stringify(PRESSED))}` },
  xml: {
    type: 'application/xml',
    body: '<order id="sample-1">\n  <user>42</user>\n  <total>12.5</total>\n</order>',
  },
};

/** An example in the format of the given parser. */
export function exampleFor(services: WebhookServices, kind: Sample['kind']): Sample {
  const { webhook_parser, action_callback_parser } = services;
  const parser = kind === 'event' ? webhook_parser : action_callback_parser;
  const { type, body } = EXAMPLES[parser?.format ?? 'json'];
  return { kind, body, headers: { 'Content-Type': type } };
}
