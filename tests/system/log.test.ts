import { Writable } from 'node:stream';
import { createLog } from '../../src/system/log.ts';

function linesOf(level: string, say: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  say(createLog(level, destination));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line is one JSON object with the level by name and the time in RFC 3339, and nothing of the machine', () => {
  const [line, ...rest] = linesOf('info', (log) => log.warn({ code: 'x' }, 'a message\nin two lines'));
  expect(rest).toEqual([]);
  expect(line).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    code: 'x',
    msg: 'a message\nin two lines',
  });
});

test('what is below the level is not said', () => {
  const said = linesOf('warn', (log) => {
    log.info('no');
    log.error('yes');
  });
  expect(said.map(({ msg }) => msg)).toEqual(['yes']);
});

test.each([
  'authorization',
  'cookie',
  'password',
  'client_secret',
  'api_key',
  'access_token',
  'refresh_token',
  'passphrase',
  'master_key',
])('a field named %s is blacked out, also two objects down', (field) => {
  const secret = { [field]: 'canary' };
  const lines = linesOf('trace', (log) => log.trace({ ...secret, headers: secret, a: { b: secret } }));
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({ [field]: '[redacted]', headers: { [field]: '[redacted]' } });
});
