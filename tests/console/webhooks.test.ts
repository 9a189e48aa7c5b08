import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ApiError } from '../../console/api/api-error.ts';
import { readHeaders, writeHeaders } from '../../console/webhooks/sample-headers.ts';
import { sampleCommand } from '../../console/webhooks/sample-command.ts';
import { withServices } from '../../console/webhooks/services.ts';
import {
  labelOf,
  VERIFICATION_KINDS,
  type VerificationKind,
} from '../../console/webhooks/verification-kinds.ts';
import {
  SCHEMES,
  type SchemeName,
  type Verification,
  type WebhookRecord,
} from '../../console/webhooks/webhook-record.ts';
import { refetchInterval } from '../../console/parts/refetch-interval.ts';
import { texts } from '../../console/texts/index.ts';
import { adviceFor } from '../../console/webhook-events/advice.ts';
import { codesIn } from './codes.ts';

const ENDPOINT = 'https://valetkey.test/hooks/abc';

const commandFor = (verification: Verification) =>
  sampleCommand({
    endpoint: ENDPOINT,
    authentication: 'signature',
    config_services: { webhook_event_verification: verification },
  } as WebhookRecord);

/** Runs commands with stubs for the programs they call. @returns the arguments of curl */
function argumentsOf(commands: string): string[] {
  const stubs = [
    `curl() { printf '%s\\0' "$@"; }`,
    'openssl() { printf mac; }',
    'date() { printf 1700000000; }',
  ].join('\n');
  const output = execFileSync('sh', ['-c', `${stubs}\n${commands}`], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

interface Definitions {
  $defs: Record<string, { properties?: Record<string, { enum?: string[] }> }>;
}

describe('the command that sends a sample', () => {
  test.each(SCHEMES.slice(0, SCHEMES.indexOf('hmac')))('is a valid shell command for %s', (type) => {
    const called = argumentsOf(commandFor({ type } as Verification)!);
    expect(called).toContain(ENDPOINT);
    expect(called).toContain('Content-Type: application/json');
  });

  test('sends the signature where the sender does', () => {
    expect(argumentsOf(commandFor({ type: 'github' })!)).toContain('X-Hub-Signature-256: sha256=6d6163');
    expect(argumentsOf(commandFor({ type: 'stripe' })!)).toContain(
      'Stripe-Signature: t=1700000000,v1=6d6163',
    );
    expect(argumentsOf(commandFor({ type: 'slack' })!)).toContain('X-Slack-Request-Timestamp: 1700000000');
  });

  test('sends the token as an app does', () => {
    const webhook = { endpoint: ENDPOINT, authentication: 'oauth2', config_services: {} } as WebhookRecord;
    expect(argumentsOf(sampleCommand(webhook)!)).toContain('Authorization: Bearer ACCESS_TOKEN');
  });

  test('is escaped for the shell, whatever a tenant has configured', () => {
    const hostile = `'; curl evil; echo "$(curl evil)\`curl evil\`'`;
    const called = argumentsOf(
      commandFor({
        type: 'hmac',
        header: 'X-Signature',
        algorithm: 'sha256',
        encoding: 'hex',
        signed: `${hostile}{body}`,
        prefix: hostile,
        key_prefix: hostile,
      })!,
    );
    expect(called).not.toContain('evil');
    expect(called).toContain(`X-Signature: ${hostile}6d6163`);
  });

  test('is not offered if it would contain terminal control characters', () => {
    const scheme = {
      header: 'X-A',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '\u001b[2J{body}',
    } as const;
    expect(commandFor({ type: 'hmac', ...scheme })).toBeUndefined();
  });
});

describe('the request of the webhook form', () => {
  test('contains only what the selected authentication needs', () => {
    const sent = withServices({
      name: 'A',
      authentication: 'signature',
      secret: 's',
      secret_overlap: 3600,
      credential_id: '',
      config_services: {
        webhook_event_verification: { type: 'github', header: 'X-Old', verify_token: 'old' },
        webhook_parser: { type: 'none', expression: 'old' },
        action_callback_parser: { type: '' },
      },
    });
    expect(sent).toEqual({
      name: 'A',
      authentication: 'signature',
      secret: 's',
      secret_overlap: 3600,
      credential_id: null,
      filter: null,
      additional_flows: [],
      config_services: {
        webhook_event_verification: { type: 'github' },
        webhook_parser: { type: 'none' },
      },
    });
    const byToken = withServices({ ...sent, authentication: 'oauth2' });
    expect(byToken['secret']).toBeUndefined();
    expect(byToken['config_services']).toEqual({ webhook_parser: { type: 'none' } });
  });

  test('contains the decryption key only if it was entered for Microsoft Graph', () => {
    const sent = (type: string, decryption_key: string) =>
      withServices({
        authentication: 'signature',
        decryption_key,
        config_services: {
          webhook_event_verification: {
            type,
            certificate_ids: 'a, b',
            validation_tokens: { app_ids: ['c'] },
          },
        },
      });
    expect(sent('microsoft_graph', 'key')).toMatchObject({
      decryption_key: 'key',
      config_services: {
        webhook_event_verification: {
          type: 'microsoft_graph',
          certificate_ids: ['a', 'b'],
          validation_tokens: { app_ids: ['c'] },
        },
      },
    });
    for (const other of [sent('microsoft_graph', ''), sent('github', 'key')])
      expect(other).not.toHaveProperty('decryption_key');
  });

  test('omits empty parts of a custom signature', () => {
    const declared = {
      type: 'hmac',
      header: 'X-Signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '{body}',
      prefix: '',
      element: null,
      timestamp: { header: null, element: '', unit: 's', tolerance: 300 },
      headers: 'X-Topic, X-Shop',
    };
    const { config_services } = withServices({
      authentication: 'signature',
      config_services: { webhook_event_verification: declared },
    });
    expect(config_services).toEqual({
      webhook_event_verification: {
        type: 'hmac',
        header: 'X-Signature',
        algorithm: 'sha256',
        encoding: 'hex',
        signed: '{body}',
        headers: ['X-Topic', 'X-Shop'],
      },
    });
  });
});

describe('each type of verification', () => {
  const types = Object.keys(VERIFICATION_KINDS) as SchemeName[];

  test('can be chosen for a webhook and for a credential, with its texts', () => {
    expect(SCHEMES.toSorted()).toEqual(types.toSorted());
    const { schemes, set_up, secrets } = texts.console.webhooks;
    for (const named of [schemes, set_up, secrets])
      expect(Object.keys(named).toSorted()).toEqual(types.toSorted());
  });

  test('has inputs for exactly the members of its schema, each with a label', () => {
    const { $defs } = JSON.parse(
      readFileSync('schemas/webhook-event-verification.json', 'utf8'),
    ) as Definitions;
    const definitions = Object.values($defs).filter(({ properties }) => properties?.['type'] !== undefined);
    for (const type of types) {
      const definition = definitions.find(({ properties }) => properties!['type']!.enum!.includes(type))!;
      const { fields }: VerificationKind = VERIFICATION_KINDS[type];
      const members = new Set(fields.map(({ name }) => name.split('.')[0]));
      const { type: _, ...declared } = definition.properties!;
      expect([type, [...members].toSorted()]).toEqual([type, Object.keys(declared).toSorted()]);
      for (const field of fields) expect(labelOf(field)).toMatch(/^[A-Z]/);
    }
  });

  test('sends what was entered for it, in the form of the API', () => {
    const sent = (webhook_event_verification: object) =>
      withServices({ authentication: 'signature', config_services: { webhook_event_verification } })[
        'config_services'
      ];
    const typed = {
      type: 'jwt',
      algorithms: 'RS256, ES256',
      claims: { a: true },
      audience: 'us',
      signed: 'old',
      max_age: null,
    };
    expect(sent(typed)).toEqual({
      webhook_event_verification: {
        type: 'jwt',
        algorithms: ['RS256', 'ES256'],
        claims: { a: true },
        audience: 'us',
      },
    });
    const inFormat = {
      type: 'hmac',
      header: 'X',
      format: '{timestamp}.{signature}',
      timestamp: { unit: 's', tolerance: 60 },
    };
    expect(sent(inFormat)).toEqual({ webhook_event_verification: inFormat });
    expect(sent({ type: 'hash', body_signed: false, timestamp: { unit: 's' } })).toEqual({
      webhook_event_verification: { type: 'hash', body_signed: false },
    });
  });
});

test('an error in a nested value is shown at its own field', () => {
  const at = (pointer: string) =>
    new ApiError(422, [
      { status: '422', code: 'validation_failed', title: '', detail: 'No.', source: { pointer } },
    ]).body.errors;
  const services = '/data/attributes/config_services';
  expect(at(`${services}/webhook_parser/expression`)).toEqual({
    'config_services.webhook_parser.expression': 'No.',
  });
  expect(at(`${services}/webhook_event_verification/headers/0`)).toEqual({
    'config_services.webhook_event_verification.headers': '/0: No.',
  });
  expect(at(services)).toEqual({ config_services: 'No.' });
  expect(at('/data/attributes/graph/nodes/0/id')).toEqual({ graph: '/nodes/0/id: No.' });
});

test('headers are read back as they were written, and an invalid line is reported', () => {
  const headers = { 'X-GitHub-Event': 'issues', 'Content-Type': 'a/b; c="d: e"' };
  expect(readHeaders(writeHeaders(headers))).toEqual({ headers, wrong: undefined });
  expect(readHeaders('X-A: 1\n\nno header').wrong).toBe(3);
});

test('there is advice for each reason code of an event, and none for other codes', () => {
  const codes = codesIn('webhook-reason.json');
  expect(Object.keys(texts.console.events.advice).sort()).toEqual(codes.toSorted());
  for (const code of codes) expect(adviceFor(code)).toBe(code);
  for (const code of ['constructor', null]) expect(adviceFor(code)).toBeUndefined();
});

test('an open page is refreshed often, then rarely, and finally not at all', () => {
  const after = (dataUpdateCount: number, status = 'success') =>
    refetchInterval({ state: { status, dataUpdateCount, errorUpdateCount: 0 } });
  expect(after(1)).toBe(3_000);
  expect(after(1, 'error')).toBe(30_000);
  expect(after(200)).toBe(30_000);
  expect(after(2_000)).toBe(false);
});
