import { passwordFault } from '../../src/users/index.ts';

const OWNER = {
  emails: ['olga.petrova@acme.test'],
  name: 'Olga Petrova',
  tenants: ['Acme', 'Blue Whale Ltd'],
};

test.each([
  ['password12345', /common passwords/],
  ['123456789012', /common passwords/],
  ['qwertyuiopas', /common passwords/],
  ['iloveyou1234', /common passwords/],
  ['P@ssw0rd2026!', /common passwords/],
  ['Summer2026!!!', /common passwords/],
  ['abcdefghijkl', /common passwords/],
  ['Valetkey2026!', /the product/],
  ['acmeacmeacme1', /the tenant/],
  ['olga.petrova1', /a name/],
  ['BlueWhaleLtd1', /the tenant/],
])('%s is rejected, and the error says why and what to do', async (password, reason) => {
  const fault = await passwordFault(password, OWNER);
  expect(fault).toMatch(reason);
  expect(fault).toMatch(/Use at least four unrelated words, or a generated password\.$/);
});

test.each([
  'correct horse battery staple',
  'we ate cold soup in march',
  'coffee mountain lamp',
  'Kaffee und Kuchen am Sonntag',
  'kw8fJq2pLm3z',
  'の猫は窓辺で静かに眠るのだ',
])('%s is accepted', async (password) => {
  expect(await passwordFault(password, OWNER)).toBeUndefined();
});

test('a user who sends many passwords at once does not keep others from setting theirs', async () => {
  const password = 'correct horse battery staple';
  const flood = Array.from({ length: 30 }, () => passwordFault(password, OWNER, 'one'));
  const outcomes = Promise.allSettled(flood);
  expect(await passwordFault(password, OWNER, 'other')).toBeUndefined();
  const refused = (await outcomes).filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
}, 60_000);

test('a long password is checked at both ends', async () => {
  expect(await passwordFault('password'.repeat(25), OWNER)).toMatch(/too easy to guess/);
  expect(await passwordFault('p4ssw0rd'.repeat(25), OWNER)).toMatch(/too easy to guess/);
  expect(await passwordFault(`${'password'.repeat(20)}kw8fJq2pLm3z`, OWNER)).toBeUndefined();
});

test('names of maximum length full of regex syntax do not bypass the check', async () => {
  const tenants = Array.from({ length: 50 }, (_, index) => `${'(.*)+'.repeat(50)}${index}`);
  expect(await passwordFault('password12345', { ...OWNER, tenants })).toMatch(/too easy to guess/);
});
