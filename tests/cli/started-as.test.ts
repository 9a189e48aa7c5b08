import { startedAs } from '../../src/cli/started-as.ts';

const FOLDER = '/srv/valetkey';
const SCRIPT = `${FOLDER}/dist/cli/main.js`;

test.each([
  [
    'npm run',
    SCRIPT,
    { npm_command: 'run-script', npm_lifecycle_event: 'valetkey' },
    'npm run --silent valetkey --',
  ],
  [
    'npm start',
    SCRIPT,
    { npm_command: 'start', npm_lifecycle_event: 'start' },
    'npm run --silent valetkey --',
  ],
  ['npx', SCRIPT, { npm_command: 'exec', npm_lifecycle_event: 'npx' }, 'npx valetkey'],
  ['node, below the current folder', SCRIPT, {}, 'node dist/cli/main.js'],
  ['node, elsewhere', '/opt/it/dist/cli/main.js', {}, 'node /opt/it/dist/cli/main.js'],
  ['node, with a space in its path', '/opt/my app/main.js', {}, "node '/opt/my app/main.js'"],
  ['a quote in its path', "/opt/it's/main.js", {}, String.raw`node '/opt/it'\''s/main.js'`],
  ['a program on the PATH', '/usr/local/bin/valetkey', { PATH: '/bin:/usr/local/bin' }, 'valetkey'],
  ['a program not on the PATH', '/opt/bin/valetkey', { PATH: '/bin' }, '/opt/bin/valetkey'],
  ['no script', undefined, {}, 'valetkey'],
])('printed commands repeat how the program was started: %s', (_name, script, environment, expected) => {
  expect(startedAs(script, environment, FOLDER)).toBe(expected);
});
