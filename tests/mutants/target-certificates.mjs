/** Rules of the certificates of a flow's deliveries, and of CloudEvents. */
const DELIVERED = 'tests/webhooks/target-certificates.db.test.ts';
const ACCEPTED = 'tests/flows/target-certificates.test.ts';
const CLOUD_EVENTS = 'tests/webhooks/cloud-event.test.ts';
const CLOUD_EVENT = 'src/webhooks/delivery/cloud-event.ts';

export default [
  {
    rule: 'a delivery presents the certificate of its flow',
    file: 'src/webhooks/delivery/try-delivery.ts',
    from: '...(clientCertificate !== null && { clientCertificate }),',
    to: '',
    suite: DELIVERED,
  },
  {
    rule: 'the authorities of a flow are trusted for it, also without a client certificate',
    file: 'src/http/outbound.ts',
    from: 'if (certificate === undefined && authorities === undefined) return undefined;',
    to: 'if (certificate === undefined) return undefined;',
    suite: DELIVERED,
  },
  {
    rule: 'an expired certificate is not presented',
    file: 'src/webhooks/delivery/try-delivery.ts',
    from: 'certificate.expiresAt <= clock()',
    to: 'false',
    suite: DELIVERED,
  },
  {
    rule: 'the key must be entered again for another URL',
    file: 'src/flows/delivery-rules.ts',
    from: "const TARGET_SECRETS = ['target_authorization', 'target_client_key'] as const;",
    to: "const TARGET_SECRETS = ['target_authorization'] as const;",
    suite: ACCEPTED,
  },
  {
    rule: 'a private key in the certificate, which is returned, is refused',
    file: 'src/flows/target-certificates.ts',
    from: 'if (hasPrivateKey(certificate))',
    to: 'if (false)',
    suite: ACCEPTED,
  },
  {
    rule: 'certificates need https',
    file: 'src/flows/delivery-rules.ts',
    from: 'if (flow[name] !== null)',
    to: 'if (false)',
    suite: ACCEPTED,
  },
  {
    rule: 'the expiry of a certificate is noted once',
    file: 'src/flows/certificate-notes.ts',
    from: '.update({ target_certificate_noted_at: now })',
    to: '.update({ target_certificate_noted_at: null })',
    suite: 'tests/flows/certificate-notes.db.test.ts',
  },
  {
    rule: 'attributes in headers are percent-encoded',
    file: CLOUD_EVENT,
    from: '(character) => encodeURIComponent(character)',
    to: '(character) => character',
    suite: CLOUD_EVENTS,
  },
  {
    rule: 'only valid JSON becomes a part of a CloudEvent',
    file: CLOUD_EVENT,
    from: 'isJson(type) && isValidJson(text)',
    to: 'isJson(type)',
    suite: CLOUD_EVENTS,
  },
  {
    rule: 'data does not change the mode of the request',
    file: CLOUD_EVENT,
    from: 'const type = dataType(data.type);',
    to: 'const type = data.type;',
    suite: CLOUD_EVENTS,
  },
  {
    rule: "a sender's attributes do not mix with ours",
    file: 'src/webhooks/delivery/delivery-headers.ts',
    from: 'fixed === undefined ? kept : withoutCloudEvent(kept)',
    to: 'kept',
    suite: 'tests/webhooks/cloud-event-deliveries.test.ts',
  },
];
