import { loadSchemas } from '../../../src/schema/index.ts';
import { loadSenders } from '../../../src/webhooks/index.ts';
import { parse, type Parser } from '../../../src/webhooks/parsing/index.ts';

const PRESET = loadSenders(loadSchemas()).get('slack')!;
const PARSER = PRESET.config_services.webhook_parser as unknown as Parser;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const eventOf = (event: object) =>
  JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event });
const formOf = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const interaction = { type: 'block_actions', user: { id: 'U1' }, actions: [{ action_id: 'a' }] };

test.each([
  ['an event', JSON_TYPE, eventOf({ type: 'app_mention', user: 'U1' }), ['app_mention', 'Ev1', 'U1']],
  [
    'an event about a user',
    JSON_TYPE,
    eventOf({ type: 'user_change', user: { id: 'U1' } }),
    ['user_change', 'Ev1', 'U1'],
  ],
  [
    'an event without a user',
    JSON_TYPE,
    eventOf({ type: 'channel_archive' }),
    ['channel_archive', 'Ev1', null],
  ],
  ['a slash command', FORM_TYPE, formOf({ command: '/go', user_id: 'U1' }), ['/go', null, 'U1']],
  [
    'an interaction',
    FORM_TYPE,
    formOf({ payload: JSON.stringify(interaction) }),
    ['block_actions', null, 'U1'],
  ],
])('the preset for Slack parses %s at the same endpoint', async (_what, contentType, body, expected) => {
  const parsed = await parse(PARSER, { contentType, headers: {}, body: Buffer.from(body) }, 'acme');
  if (!parsed.ok) throw new Error(parsed.reason);
  expect(parsed.events!.map(({ type, id, user }) => [type, id, user])).toEqual([expected]);
});
