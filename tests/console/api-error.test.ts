import { ApiError } from '../../console/api/api-error.ts';
import { withLineNumbers } from '../../console/parts/faults-by-item.ts';

const fault = (pointer: string, detail: string) => ({
  status: '422',
  code: 'validation_failed',
  title: 'Not valid',
  detail,
  source: { pointer },
});

test.each([
  [
    'website_url',
    '/data/attributes/website_url',
    'website_url must begin with https://.',
    'Must begin with https://.',
  ],
  [
    'redirect_uris',
    '/data/attributes/redirect_uris/0',
    'Entry 1 of redirect_uris must be a string.',
    '/0: Must be a string.',
  ],
  [
    'config_services.webhook_parser.format',
    '/data/attributes/config_services/webhook_parser/format',
    'format must be a string.',
    'Must be a string.',
  ],
  // In a field that contains JSON, the name of the member is needed.
  [
    'descriptor',
    '/data/attributes/descriptor/title',
    'title must be a string.',
    '/title: title must be a string.',
  ],
  [
    'redirect_uris',
    '/data/attributes/redirect_uris/1',
    'A return URL is https.',
    '/1: A return URL is https.',
  ],
])('an error at the field %s omits the API’s name for the field', (field, pointer, detail, shown) => {
  expect(new ApiError(422, [fault(pointer, detail)]).body.errors).toEqual({ [field]: shown });
});

test('an error at an attribute that a form edits as JSON belongs to the field with that JSON', () => {
  const faults = [
    fault('/data/attributes/token_headers/X', 'X must be a string.'),
    fault('/data/attributes/unknown', 'attributes does not support the member "unknown".'),
    fault('/data/attributes/token_url', 'token_url must be an absolute URL.'),
    fault('/data/id', 'id must consist of lowercase letters.'),
  ];
  expect(new ApiError(422, faults, 'providers').body.errors).toEqual({
    settings:
      '/token_headers/X: X must be a string.\n/unknown: attributes does not support the member "unknown".',
    token_url: 'Must be an absolute URL.',
    id: 'Must consist of lowercase letters.',
  });
});

test('an error at a field that is not shown names it as the form does', () => {
  const faults = [
    fault('/data/attributes/website_url', 'website_url must begin with https://.'),
    fault('/data/attributes/not_in_any_form', 'not_in_any_form must be a string.'),
    fault('/data/attributes/grant_types', 'A public app has no secret.'),
  ];
  expect(new ApiError(422, faults, 'oauth-apps').sentences).toEqual([
    'Website: Must begin with https://.',
    'Not in any form: Must be a string.',
    'A public app has no secret.',
  ]);
});

test('an invalid entry is reported with its line number, counting empty lines', () => {
  expect(withLineNumbers('/0: No.\n/1: Neither.\nToo many.', '\na\n\nb')).toBe(
    'Too many.\nLine 2: No.\nLine 4: Neither.',
  );
});
