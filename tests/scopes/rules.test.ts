import { isCovered } from '../../src/scopes/rules.ts';

test.each([
  ['itself', ['read.flows'], 'read.flows', true],
  ['a verb, by manage', ['manage.flows'], 'read.flows', true],
  ['another verb, by manage', ['manage.flows'], 'delete.flows', true],
  ['a scope that is no verb', ['manage.flows'], 'share.flows', false],
  ['another resource', ['manage.flows'], 'read.credentials', false],
  [
    'manage, by its verbs',
    ['read.flows', 'create.flows', 'update.flows', 'delete.flows'],
    'manage.flows',
    false,
  ],
  ['offline_access, by manage', ['manage.flows'], 'offline_access', false],
])('scopes cover %s', (_what, held, scope, expected) => {
  expect(isCovered(held, scope)).toBe(expected);
});
