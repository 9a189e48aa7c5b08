/** Rules of clients that authenticate with a certificate (RFC 8705). */
const AT = 'src/credentials';
const REQUESTS = 'tests/credentials/protocol/client-certificate.test.ts';
const CONNECTIONS = 'tests/http/client-certificates.test.ts';

export default [
  {
    rule: 'requests are sent with the certificate',
    file: `${AT}/protocol/client-request.ts`,
    from: 'return certificate === undefined ? request : { ...request, clientCertificate: certificate };',
    to: 'return request;',
    suite: REQUESTS,
  },
  {
    rule: "the client's own certificate comes first",
    file: 'src/http/key-pair.ts',
    from: '[own, ...chain.filter((one) => one !== own)]',
    to: 'chain',
    suite: REQUESTS,
  },
  {
    rule: 'an expired certificate is not used',
    file: 'src/http/key-pair.ts',
    from: 'if (end < now)',
    to: 'if (false)',
    suite: REQUESTS,
  },
  {
    rule: 'a certificate is only used with https',
    file: 'src/http/outbound.ts',
    from: "if (clientCertificate !== undefined && target.protocol !== 'https:')",
    to: 'if (false)',
    suite: CONNECTIONS,
  },
  {
    rule: 'a connection with a certificate is checked like any other',
    file: 'src/http/outbound.ts',
    from: 'new Agent({ ...options, connect: guardedConnect(guard, lookup, own) })',
    to: 'new Agent({ ...options, connect: own ?? guardedConnect(guard, lookup) })',
    suite: CONNECTIONS,
  },
  {
    rule: 'a TLS alert about the certificate refuses the client',
    file: 'src/http/request-error.ts',
    from: 'if (CERTIFICATE_ALERT.test(code))',
    to: 'if (false)',
    suite: CONNECTIONS,
  },
  {
    rule: 'the private key of a certificate is not used in another way before it is entered again',
    file: `${AT}/definition/signing-client.ts`,
    from: "return authentication === 'private_key_jwt' || authentication === 'tls_client_auth';",
    to: "return authentication === 'private_key_jwt';",
    suite: 'tests/credentials/definition/changed-destinations.db.test.ts',
  },
  {
    rule: 'a client certificate counts only from a trusted proxy',
    file: 'src/http/forwarded-certificate.ts',
    from: 'peer !== undefined && isTrusted(peer, 0)',
    to: 'peer !== undefined',
    suite: 'tests/webhooks/client-certificates.db.test.ts',
  },
  {
    rule: 'a sender with another client certificate is refused',
    file: 'src/signatures/client-certificate.ts',
    from: 'if (fingerprints !== undefined && ',
    to: 'if (fingerprints === undefined && ',
    suite: 'tests/webhooks/client-certificates.db.test.ts',
  },
  {
    rule: 'userinfo is requested with the certificate to which the token is bound',
    file: 'src/credentials/config-services/userinfo.ts',
    from: '...(certificate !== undefined && { clientCertificate: certificate }),',
    to: '',
    suite: 'tests/credentials/config-services/user-id-mapper.test.ts',
  },
];
