import { Writable } from 'node:stream';
import { createLog } from '../../src/system/log.ts';

function linesOf(level: string, run: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  run(createLog(level, destination));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line is one JSON object with the level name and an RFC 3339 time, but no host details', () => {
  const [line, ...rest] = linesOf('info', (log) => log.warn({ code: 'x' }, 'a message\nin two lines'));
  expect(rest).toEqual([]);
  expect(line).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    code: 'x',
    msg: 'a message\nin two lines',
  });
});

test('messages below the level are not logged', () => {
  const lines = linesOf('warn', (log) => {
    log.info('no');
    log.error('yes');
  });
  expect(lines.map(({ msg }) => msg)).toEqual(['yes']);
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
])('a field named %s is redacted, even two objects down', (field) => {
  const secret = { [field]: 'canary' };
  const lines = linesOf('trace', (log) => log.trace({ ...secret, headers: secret, a: { b: secret } }));
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines[0]).toMatchObject({ [field]: '[redacted]', headers: { [field]: '[redacted]' } });
});
