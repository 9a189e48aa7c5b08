import { assertExpression } from '../../src/expressions/index.ts';
import { AppError } from '../../src/errors.ts';

const POINTER = '/data/attributes/config_services/user_id_mapper/expression';

function faultOf(expression: string): string | undefined {
  try {
    assertExpression(expression, POINTER);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('validation_failed');
    expect(error.source).toEqual({ pointer: POINTER });
    return error.message;
  }
}

test.each(['id_token.sub', '$uppercase(token.team.id) & ":" & userinfo.id', '/a+/', `"${'x'.repeat(1998)}"`])(
  'the expression %.30s is accepted',
  (expression) => {
    expect(faultOf(expression)).toBeUndefined();
  },
);

test.each([
  [
    'an unfinished expression',
    'token.',
    /^The expression is not valid JSONata: Unexpected end of expression, near character 6\.$/,
  ],
  [
    'an unclosed bracket',
    '(1 + 2',
    /^The expression is not valid JSONata: Expected "\)" before end of expression, near character 6\.$/,
  ],
  [
    'a mismatched bracket',
    '(1]',
    /^The expression is not valid JSONata: Expected "\)", got "\]", near character 3\.$/,
  ],
  ['an empty expression', '', /^The expression is not valid JSONata: Unexpected end of expression/],
  ['an invalid regex', '/a**/', /^The expression is not valid JSONata: Invalid regular expression/],
  ['2,000 open brackets', '('.repeat(2000), /^The expression is not valid JSONata: /],
  ['more than 2,000 characters', 'x'.repeat(2001), /^The expression is longer than 2000 characters\.$/],
])('%s is refused with a reason', (_what, expression, message) => {
  expect(faultOf(expression)).toMatch(message);
});

test('checking an expression does not evaluate it', () => {
  expect(faultOf('($f := function(){ $f() }; $f())')).toBeUndefined();
});

test.each(['(', '[', '{"a":', 'a[', '$f(', 'function($x){', '%.', 'a^(', '-', '1?', '/*', '"'])(
  'repeating %s up to the maximum length is checked quickly',
  (piece) => {
    const started = performance.now();
    faultOf(piece.repeat(Math.floor(2000 / piece.length)));
    expect(performance.now() - started).toBeLessThan(500);
  },
);
