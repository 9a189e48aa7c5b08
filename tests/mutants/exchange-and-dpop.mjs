/** Rules of token exchanges (RFC 8693). */
const AT = 'src/credentials';
const EXCHANGE = 'tests/credentials/providers/token-exchange.db.test.ts';

export default [
  {
    rule: 'the secret of a client is not sent to the other server that exchanges its tokens',
    file: `${AT}/protocol/token-endpoint.ts`,
    from: ': fieldRequest(exchange.url, fields, ',
    to: ': clientRequest(exchange.url, client, fields, style ?? ',
    suite: EXCHANGE,
  },
  {
    rule: 'a new refresh token is stored before the access token is exchanged',
    file: `${AT}/tokens/refresh-commit.ts`,
    from: 'return write(lease, (db) => storeRotated(db, lease, sealed));',
    to: 'return sealed !== "";',
    suite: EXCHANGE,
  },
  {
    rule: 'a refused exchange does not end the grant of the first request',
    file: `${AT}/tokens/refresh.ts`,
    from: '{ ...outcome, endsGrant: false }',
    to: '{ ...outcome, endsGrant: true }',
    suite: EXCHANGE,
  },
  {
    rule: 'a subject token that the provider refuses ends the connection',
    file: `${AT}/tokens/refresh.ts`,
    from: 'const endsGrant = result.endsGrant || isSpent;',
    to: 'const { endsGrant } = result;',
    suite: EXCHANGE,
  },
  {
    rule: 'a subject token that the provider repeats is not returned',
    file: `${AT}/protocol/token-endpoint.ts`,
    from: 'return withSpent(outcome, grant);',
    to: 'return outcome;',
    suite: EXCHANGE,
  },
  {
    rule: 'a value of the account is not returned if it is the subject token',
    file: `${AT}/tokens/sealed-tokens.ts`,
    from: '...withoutSpent(tokens.values, spent)',
    to: '...tokens.values',
    suite: EXCHANGE,
  },
  {
    rule: 'a subject token is not stored if there is a refresh token',
    file: `${AT}/tokens/sealed-tokens.ts`,
    from: 'kept !== null || subject === null',
    to: 'subject === null',
    suite: EXCHANGE,
  },
  {
    rule: 'an actor token is not sent without its type',
    file: `${AT}/connecting/connect.ts`,
    from: 'actor_token !== undefined && settings.token_exchange?.actor_token_type === undefined',
    to: 'false',
    suite: EXCHANGE,
  },
];
