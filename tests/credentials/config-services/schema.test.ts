import type { ConfigServices } from '../../../src/credentials/config-services/index.ts';
import { AppError } from '../../../src/errors.ts';
import { loadSchemas } from '../../../src/schema/index.ts';

const schemas = loadSchemas();

function errorsOf(value: unknown): string[] {
  try {
    schemas.check('config-services', value);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error, ...error.others].map(({ message, source }) => `${source?.pointer} ${message}`);
  }
}

const url = 'https://login.acme.test/x?a=b';

test.each<ConfigServices>([
  {},
  { token_validation: { type: 'none' }, user_id_mapper: { type: 'none' } },
  { token_validation: { type: 'introspection' } },
  { token_validation: { type: 'introspection', url } },
  { token_validation: { type: 'userinfo', url: 'http://127.0.0.1:80/me' } },
  { token_validation: { type: 'jwt' } },
  {
    token_validation: {
      type: 'jwt',
      token: 'id_token',
      jwks_url: url,
      issuer: 'accounts.google.com',
      audience: 'x',
    },
  },
  { token_validation: { type: 'jwt', audience: ['a', 'b'] } },
  { user_id_mapper: { type: 'jsonata', expression: 'id_token.sub' } },
])('%j is accepted', (value) => {
  expect(errorsOf(value)).toEqual([]);
});

test.each<[unknown, string[]]>([
  [
    { webhook_parsing: { type: 'none' } },
    ['/webhook_parsing The document does not support the member "webhook_parsing".'],
  ],
  [{ token_validation: {} }, ['/token_validation token_validation must have the member "type".']],
  [
    { token_validation: { type: 'x' } },
    ['/token_validation/type type must be one of "none", "introspection", "userinfo", "jwt".'],
  ],
  [
    { token_validation: { type: 'none', url } },
    ['/token_validation/url token_validation does not support the member "url".'],
  ],
  [
    { token_validation: { type: 'userinfo', jwks_url: url } },
    ['/token_validation/jwks_url token_validation does not support the member "jwks_url".'],
  ],
  [
    { token_validation: { type: 'introspection', url: 'ftp://acme.test' } },
    ['/token_validation/url url must begin with http:// or https://.'],
  ],
  [
    { token_validation: { type: 'jwt', token: 'refresh_token' } },
    ['/token_validation/token token must be one of "access_token", "id_token".'],
  ],
  [
    { user_id_mapper: { type: 'jsonata' } },
    ['/user_id_mapper user_id_mapper must have the member "expression".'],
  ],
  [
    { user_id_mapper: { type: 'jsonata', expression: '' } },
    ['/user_id_mapper/expression expression must not be empty.'],
  ],
  [
    { user_id_mapper: { type: 'jsonata', expression: 'x'.repeat(2001) } },
    ['/user_id_mapper/expression expression must have at most 2000 characters.'],
  ],
])('%j is rejected with one error', (value, errors) => {
  expect(errorsOf(value)).toEqual(errors);
});
