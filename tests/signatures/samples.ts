import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { SignedRequest, Verification } from '../../src/signatures/index.ts';

/** A request as a sender signs it, and the verification that a tenant declares for it. */
export interface Sample {
  verification: Verification;
  request: SignedRequest;
  /** The header or the part of the body with the signature. */
  signature: string;
}

const NOW = 1_700_000_000_000;
const SECOND = String(NOW / 1000);

const hmac = (algorithm: string, key: string | Buffer, text: string) =>
  createHmac(algorithm, key).update(text);

function sample(
  verification: Verification,
  signature: string,
  request: Partial<Omit<SignedRequest, 'body'>> & { body: string; secrets: string[] },
): Sample {
  const body = Buffer.from(request.body);
  const rest = { headers: {}, method: 'POST', url: 'https://a.example/hook', now: NOW };
  return { verification, signature, request: { ...rest, ...request, body } };
}

const ADYEN_ITEM = '/notificationItems/0/NotificationRequestItem';
const BOX_BODY =
  '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED",' +
  '"source":{"id":"1234567890","type":"file","name":"Test.txt"}}';
const SENDGRID_BODY = `${JSON.stringify([
  {
    email: 'hello@world.com',
    event: 'dropped',
    reason: 'Bounced Address',
    sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
    sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
    'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
    timestamp: 1600112492,
  },
])}\r\n`;

const ADYEN_KEY = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056';
const ADYEN_SIGNATURE = 'coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=';
const BOX_SIGNATURES = {
  'box-signature-primary': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
  'box-signature-secondary': 'v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=',
};
const SENDGRID_SIGNATURE =
  'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=';
const MAILGUN_TOKEN = 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0';
const MAILGUN_SIGNATURE = hmac('sha256', 'mailgun key', SECOND + MAILGUN_TOKEN).digest('hex');
const HUBSPOT_V1 = '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de';

const ed25519 = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = { format: 'der', type: 'spki' } as const;
const pem = { format: 'pem', type: 'spki' } as const;
const DISCORD_BODY = '{"type":1}';
const DISCORD_SIGNATURE = sign(null, Buffer.from(SECOND + DISCORD_BODY), ed25519.privateKey).toString('hex');
const RSA_SIGNATURE = sign('sha256', Buffer.from('{"a":1}'), rsa.privateKey).toString('base64');

export const BOX: Verification = {
  type: 'hmac',
  header: 'BOX-SIGNATURE-PRIMARY',
  second_header: 'BOX-SIGNATURE-SECONDARY',
  algorithm: 'sha256',
  encoding: 'base64',
  signed: '{body}{timestamp}',
  timestamp: { header: 'BOX-DELIVERY-TIMESTAMP', unit: 'rfc3339', tolerance: 600 },
};

export const MAILGUN: Verification = {
  type: 'hmac',
  pointer: '/signature/signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: '{timestamp}{/signature/token}',
  body_signed: false,
  timestamp: { pointer: '/signature/timestamp', unit: 's', tolerance: 300 },
  id_pointer: '/signature/token',
};

export const SAMPLES: Record<string, Sample> = {
  // The example of the Twilio libraries (twilio-python, tests/unit/test_request_validator.py).
  twilio: sample(
    {
      type: 'hmac',
      header: 'X-Twilio-Signature',
      algorithm: 'sha1',
      encoding: 'base64',
      signed: '{url}{form}',
    },
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    {
      headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      body: 'To=%2B18005551212&CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&Caller=%2B14158675309',
      secrets: ['12345'],
    },
  ),

  // The example of the Adyen libraries (adyen-node-api-library, src/__tests__/hmacValidator.spec.ts).
  adyen: sample(
    {
      type: 'hmac',
      pointer: `${ADYEN_ITEM}/additionalData/hmacSignature`,
      algorithm: 'sha256',
      encoding: 'base64',
      key: 'hex',
      signed: [
        'pspReference',
        'originalReference',
        'merchantAccountCode',
        'merchantReference',
        'amount/value',
        'amount/currency',
        'eventCode',
        'success',
      ]
        .map((name) => `{${ADYEN_ITEM}/${name}}`)
        .join(':'),
      body_signed: false,
    },
    ADYEN_SIGNATURE,
    {
      body: JSON.stringify({
        live: 'false',
        notificationItems: [
          {
            NotificationRequestItem: {
              additionalData: { hmacSignature: ADYEN_SIGNATURE },
              amount: { currency: 'EUR', value: 1130 },
              eventCode: 'AUTHORISATION',
              merchantAccountCode: 'TestMerchant',
              merchantReference: 'TestPayment-1407325143704',
              pspReference: '7914073381342284',
              success: 'true',
            },
          },
        ],
      }),
      secrets: [ADYEN_KEY],
    },
  ),

  // The example of the Box libraries (box-windows-sdk-v2, docs/webhooks.md), whose keys are named in box-node-sdk.
  box: sample(BOX, BOX_SIGNATURES['box-signature-primary'], {
    headers: { ...BOX_SIGNATURES, 'box-delivery-timestamp': '2020-01-01T00:00:00-07:00' },
    body: BOX_BODY,
    secrets: ['SamplePrimaryKey'],
    now: Date.parse('2020-01-01T07:00:00Z'),
  }),

  // Not published. https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
  mailgun: sample(MAILGUN, MAILGUN_SIGNATURE, {
    body: JSON.stringify({
      signature: { timestamp: SECOND, token: MAILGUN_TOKEN, signature: MAILGUN_SIGNATURE },
      'event-data': { event: 'opened' },
    }),
    secrets: ['mailgun key'],
  }),

  // The example of https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
  hubspot_v1: sample(
    {
      type: 'hash',
      header: 'X-HubSpot-Signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '{secret}{body}',
    },
    HUBSPOT_V1,
    {
      headers: { 'x-hubspot-signature': HUBSPOT_V1 },
      body:
        '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,' +
        '"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM",' +
        '"changeFlag":"NEW","appId":54321}]',
      secrets: ['yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'],
    },
  ),

  // The example of the SendGrid libraries (sendgrid-nodejs, packages/eventwebhook/src/eventwebhook.spec.js).
  sendgrid: sample(
    {
      type: 'public_key',
      header: 'X-Twilio-Email-Event-Webhook-Signature',
      algorithm: 'ecdsa_p256_sha256',
      encoding: 'base64',
      signed: '{timestamp}{body}',
      timestamp: { header: 'X-Twilio-Email-Event-Webhook-Timestamp', unit: 's', tolerance: 300 },
    },
    SENDGRID_SIGNATURE,
    {
      headers: {
        'x-twilio-email-event-webhook-signature': SENDGRID_SIGNATURE,
        'x-twilio-email-event-webhook-timestamp': '1600112502',
      },
      body: SENDGRID_BODY,
      secrets: [
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
      ],
      now: 1_600_112_502_000,
    },
  ),

  // Not published. https://docs.discord.com/developers/interactions/overview#validating-security-request-headers
  discord: sample(
    {
      type: 'public_key',
      header: 'X-Signature-Ed25519',
      algorithm: 'ed25519',
      encoding: 'hex',
      signed: '{timestamp}{body}',
      timestamp: { header: 'X-Signature-Timestamp', unit: 's', tolerance: 300 },
    },
    DISCORD_SIGNATURE,
    {
      headers: { 'x-signature-ed25519': DISCORD_SIGNATURE, 'x-signature-timestamp': SECOND },
      body: DISCORD_BODY,
      secrets: [ed25519.publicKey.export(spki).subarray(-32).toString('hex')],
    },
  ),

  rsa: sample(
    { type: 'public_key', header: 'X-Sign', algorithm: 'rsa_sha256', encoding: 'base64', signed: '{body}' },
    RSA_SIGNATURE,
    {
      headers: { 'x-sign': RSA_SIGNATURE },
      body: '{"a":1}',
      secrets: [rsa.publicKey.export(pem).toString()],
    },
  ),
};
