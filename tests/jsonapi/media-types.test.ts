import { AppError } from '../../src/errors.ts';
import { checkAccept, checkContentType } from '../../src/jsonapi/media-types.ts';

/** The code and header of the error; undefined if nothing is thrown. */
function refusalOf(check: () => void): { code: string; header: string | undefined } | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, header: error.source?.header };
  }
}

describe('an accepted content type', () => {
  test.each([
    'application/vnd.api+json',
    'APPLICATION/VND.API+JSON',
    'application/vnd.api+json;profile="http://example.test/a http://example.test/b"',
    'application/vnd.api+json; profile="a;b, c; ext=x"',
    'application/vnd.api+json ; ',
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('%s', (header) => {
    expect(refusalOf(() => checkContentType(header))).toBeUndefined();
  });
});

describe('a rejected content type', () => {
  test.each([
    [undefined],
    [''],
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/vnd.api+json; charset=utf-8'],
    ['application/vnd.api+json; version="1.1"'],
    ['application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"'],
    ['application/vnd.api+json; profile=a; charset=utf-8'],
    ['application/json; charset=iso-8859-1'],
    ['application/jsonx'],
    ['"application/json"'],
  ])('%s', (header) => {
    expect(refusalOf(() => checkContentType(header))).toEqual({
      code: 'unsupported_media_type',
      header: 'Content-Type',
    });
  });
});

describe('an Accept header that allows JSON:API', () => {
  test.each([
    [undefined],
    ['*/*'],
    ['application/vnd.api+json'],
    ['application/json'],
    ['application/*'],
    ['text/html, application/xhtml+xml, */*;q=0.8'],
    ['application/vnd.api+json; profile="a,b"'],
    ['application/vnd.api+json;q=0.001'],
    ['application/vnd.api+json; ext="x", application/vnd.api+json'],
    ['text/html;q=0, application/json;q=1'],
    ['application/vnd.api+json; profile="a\\",q=0"'],
  ])('%s', (header) => {
    expect(refusalOf(() => checkAccept(header))).toBeUndefined();
  });
});

describe('an Accept header that rules out JSON:API', () => {
  test.each([
    ['text/html'],
    ['application/xml, text/*'],
    [''],
    ['application/vnd.api+json;q=0'],
    ['application/vnd.api+json; q=0.000'],
    ['*/*;q=0'],
    ['application/vnd.api+json; charset=utf-8'],
    ['application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"'],
    // The exact type takes precedence over the wildcard (RFC 9110, 12.5.1). If all its instances have media type
    // parameters, it is not acceptable (JSON:API 1.1, 5.2).
    ['application/vnd.api+json;q=0, */*'],
    ['application/vnd.api+json; ext="x", */*;q=0.1'],
    ['text/html; note="application/vnd.api+json, */*"'],
  ])('%s', (header) => {
    expect(refusalOf(() => checkAccept(header))).toEqual({ code: 'not_acceptable', header: 'Accept' });
  });
});
