import { GITHUB_PUSH, parseAs, SLACK_ACTION, SOAP, STRIPE_CHARGE } from './samples.ts';

const slackForm = `payload=${encodeURIComponent(JSON.stringify(SLACK_ACTION)).replaceAll('%20', '+')}`;

test('a GitHub push: type and id are in the headers', async () => {
  const expression = `{
    "type": headers.\`x-github-event\`, "id": headers.\`x-github-delivery\`, "user": body.sender.id,
    "data": {"repository": body.repository.full_name, "changed": body.commits.modified}
  }`;
  expect(await parseAs('json', GITHUB_PUSH.body, expression, GITHUB_PUSH.headers)).toEqual({
    ok: true,
    events: [
      {
        type: 'push',
        id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        user: '6752317',
        data: { repository: 'baxterthehacker/public-repo', changed: ['README.md'] },
      },
    ],
  });
});

test('a Stripe charge: an expression without data keeps the whole body', async () => {
  const expression = '{"type": body.type, "id": body.id, "user": body.data.object.customer}';
  expect(await parseAs('json', JSON.stringify(STRIPE_CHARGE), expression)).toEqual({
    ok: true,
    events: [
      {
        type: 'charge.succeeded',
        id: 'evt_3MmlLrLkdIwHu7ix0snN0B15',
        user: 'cus_NXx8YSZoeKTd0d',
        data: STRIPE_CHARGE,
      },
    ],
  });
});

test('a Slack button: the JSON is in a form', async () => {
  expect(await parseAs('slack', slackForm)).toEqual({
    ok: true,
    events: [{ type: null, id: null, user: null, data: SLACK_ACTION }],
  });
  const expression =
    '{"type": body.type, "id": body.trigger_id, "user": body.user.id, "data": body.actions[0].value}';
  expect(await parseAs('slack', slackForm, expression)).toMatchObject({
    events: [{ type: 'block_actions', user: 'UA8RXUSPL', data: 'click_me_123' }],
  });
});

test('a Salesforce SOAP message', async () => {
  expect(await parseAs('xml', SOAP)).toMatchObject({
    events: [
      {
        data: {
          'soapenv:Envelope': {
            '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
            'soapenv:Body': {
              notifications: {
                OrganizationId: '00D000000000001EAA',
                SessionId: { '@xsi:nil': 'true' },
                Notification: [
                  {
                    Id: '04l000000000001AAA',
                    sObject: {
                      '@xsi:type': 'sf:Account',
                      'sf:Name': 'Müller & Söhne 😀',
                      'sf:NumberOfEmployees': '007',
                    },
                  },
                  { Id: '04l000000000002AAA', sObject: '' },
                ],
              },
            },
          },
        },
      },
    ],
  });
  const expression = '{"id": body.**.Notification[0].Id, "data": null}';
  expect(await parseAs('xml', SOAP, expression)).toEqual({
    ok: true,
    events: [{ type: null, id: '04l000000000001AAA', user: null, data: null }],
  });
});
