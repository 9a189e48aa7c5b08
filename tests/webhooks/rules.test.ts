import { createOutbound } from '../../src/http/index.ts';
import { AppError } from '../../src/errors.ts';
import type { Verification } from '../../src/signatures/index.ts';
import { assertValidWebhook } from '../../src/webhooks/rules.ts';
import type { Webhook } from '../../src/webhooks/store.ts';

const WEBHOOK: Webhook = {
  tenant_id: '',
  id: '',
  hook_id: '',
  name: 'w',
  enabled: true,
  flow_id: '',
  credential_id: null,
  authentication: 'signature',
  config_services: {},
  filter: null,
  additional_flows: [],
  deduplication: null,
  response: null,
  action_response: null,
  secret: 'sealed',
  secret_shown: false,
  decryption_key: null,
  previous_secret: null,
  previous_secret_until: null,
  signing_secret: 'sealed',
  previous_signing_secret: null,
  previous_signing_secret_until: null,
  failing_since: null,
  failing_flows: [],
  rejecting_since: null,
  version: 1,
  created_at: 0,
  updated_at: 0,
  created_by: null,
};
const BROKEN: Verification = {
  type: 'hmac',
  header: 'X-Signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: 'x',
};

const outbound = createOutbound({ allow: [], proxy: undefined, timeout: 1000 });
afterAll(() => outbound.close());

function faultsOf(verification: Verification, given: Parameters<typeof assertValidWebhook>[2]): string[] {
  try {
    const config_services = { webhook_event_verification: verification };
    assertValidWebhook({ ...WEBHOOK, config_services }, undefined, given, {
      outbound,
      readsCertificates: true,
    });
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error, ...error.others].map(({ code, source }) => `${code} ${source?.pointer}`);
  }
}

test('a URL that the server may not call is refused when it is set', () => {
  const jwt: Verification = { type: 'jwt', algorithms: ['RS256'], audience: 'a' };
  const at = '/data/attributes/config_services/webhook_event_verification/jwks_url';
  expect(faultsOf({ ...jwt, jwks_url: 'http://127.0.0.1/keys' }, { config_services: {} })).toEqual([
    `url_not_allowed ${at}`,
  ]);
  expect(faultsOf({ ...jwt, jwks_url: 'https://keys.example/' }, { config_services: {} })).toEqual([]);
});

test('a secret that is invalid for the sender is refused when it is set', () => {
  expect(faultsOf({ type: 'standard_webhooks' }, { secret: 'whsec_?' })).toEqual([
    'validation_failed /data/attributes/secret',
  ]);
  expect(faultsOf({ type: 'standard_webhooks' }, { secret: 'whsec_AAAA' })).toEqual([]);
  expect(faultsOf({ type: 'stripe' }, { secret: 'whsec_?' })).toEqual([]);
});

test('a custom signature that cannot be verified is refused when it is set', () => {
  expect(faultsOf(BROKEN, { config_services: {} })).toEqual([
    'validation_failed /data/attributes/config_services/webhook_event_verification/signed',
  ]);
  expect(faultsOf({ ...BROKEN, signed: '{body}' }, { config_services: {} })).toEqual([]);
});
