import { parse, type Parsed, type Parser, type Sample } from '../../../src/webhooks/parsing/index.ts';

type Format = (Parser & { type: 'jsonata' })['format'];

export function sample(body: string | Buffer, headers: Sample['headers'] = {}): Sample {
  return { body: Buffer.from(body as string), contentType: null, headers };
}

export function parseAs(
  format: Format,
  body: string | Buffer,
  expression?: string,
  headers?: Sample['headers'],
): Promise<Parsed> {
  const parser: Parser = { type: 'jsonata', format, ...(expression !== undefined && { expression }) };
  return parse(parser, sample(body, headers), 'acme');
}

/** The data of a body that is parsed without an expression. */
export async function dataOf(format: Format, body: string | Buffer): Promise<unknown> {
  const parsed = await parseAs(format, body);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.events?.[0].data;
}

export async function reasonOf(work: Promise<Parsed>): Promise<string> {
  const parsed = await work;
  return parsed.ok ? `none: ${JSON.stringify(parsed.events?.[0])}` : parsed.reason;
}

/** A push from GitHub's documentation, shortened. */
export const GITHUB_PUSH = {
  headers: {
    'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-github-event': 'push',
    'x-hub-signature-256': 'sha256=d57c68ca6f92289e6987922ff26938930f6e66a2d161ef06abdf1859230aa23c',
  },
  body: JSON.stringify({
    ref: 'refs/heads/main',
    before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    after: '0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c',
    repository: { id: 35129377, full_name: 'baxterthehacker/public-repo', private: false },
    pusher: { name: 'baxterthehacker', email: 'baxterthehacker@users.noreply.github.com' },
    sender: { login: 'baxterthehacker', id: 6752317, type: 'User' },
    commits: [
      {
        id: '0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c',
        message: 'Update README.md',
        modified: ['README.md'],
      },
    ],
  }),
};

/** A successful charge from Stripe's documentation, shortened. */
export const STRIPE_CHARGE = {
  id: 'evt_3MmlLrLkdIwHu7ix0snN0B15',
  object: 'event',
  api_version: '2023-10-16',
  created: 1679090539,
  type: 'charge.succeeded',
  livemode: false,
  data: {
    object: {
      id: 'ch_3MmlLrLkdIwHu7ix0uke3Ezy',
      object: 'charge',
      amount: 1099,
      currency: 'usd',
      customer: 'cus_NXx8YSZoeKTd0d',
      paid: true,
      metadata: {},
    },
  },
};

/** A button in a message from Slack's documentation, shortened. */
export const SLACK_ACTION = {
  type: 'block_actions',
  team: { id: 'T9TK3CUKW', domain: 'example' },
  user: { id: 'UA8RXUSPL', username: 'jtorrance', team_id: 'T9TK3CUKW' },
  api_app_id: 'AABA1ABCD',
  container: { type: 'message', message_ts: '1548261231.000200', channel_id: 'CBR2V3XEX' },
  trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
  response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209',
  actions: [
    {
      action_id: 'WaXA',
      block_id: '=qXel',
      text: { type: 'plain_text', text: 'View & "go" ✓', emoji: true },
      value: 'click_me_123',
      type: 'button',
      action_ts: '1548426417.840180',
    },
  ],
};

/** An outbound message in the format that Salesforce sends. */
export const SOAP = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <soapenv:Body>
    <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
      <OrganizationId>00D000000000001EAA</OrganizationId>
      <SessionId xsi:nil="true"/>
      <Notification>
        <Id>04l000000000001AAA</Id>
        <sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
          <sf:Id>0010000000000001AAA</sf:Id>
          <sf:Name>Müller &amp; S&#246;hne &#x1F600;</sf:Name>
          <sf:NumberOfEmployees>007</sf:NumberOfEmployees>
        </sObject>
      </Notification>
      <Notification><Id>04l000000000002AAA</Id><!-- empty --><sObject/></Notification>
    </notifications>
  </soapenv:Body>
</soapenv:Envelope>
`;
