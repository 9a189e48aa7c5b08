import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { loadSettings, settingWarnings } from '../../src/config/index.ts';
import { startServer } from '../support/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCKERFILE = read('Dockerfile');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-deploy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The settings that a line such as `ENV A=b C=d` or `Environment=A=b` sets. */
function assignments(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
  );
}

/** Every variable is a setting, and has a value that the server accepts. */
function assertSettings(environment: Record<string, string>): void {
  expect(Object.keys(environment)).not.toEqual([]);
  expect(settingWarnings(environment)).toEqual([]);
  expect(() => loadSettings(environment)).not.toThrow();
}

test('the image can be built from the files that .dockerignore lets in', () => {
  const names = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name]) => name!);
  for (const name of names) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const script = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts['package'];
  expect(DOCKERFILE).toContain('npm run package');
  const built = execFileSync('sh', ['-c', script!], { cwd: folder, encoding: 'utf8' }).trim();
  const copied = /^COPY --from=build (\S+) \/app$/m.exec(DOCKERFILE)![1]!;
  expect(built).toBe(join(folder, copied.slice('/build/'.length)));
  const [, program] = /^ENTRYPOINT \["node", "\/app\/(.+)"\]$/m.exec(DOCKERFILE)!;
  expect(existsSync(join(built, program!))).toBe(true);
});

test('the container runs as an unprivileged user, with settings that the server accepts', () => {
  const final = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '));
  expect(final).toMatch(/^USER node$/m);
  const environment = assignments(/^ENV (.+)$/m.exec(final)![1]!);
  assertSettings(environment);
  expect(environment).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', DATA_DIR: '/data' });
});

test('its health check succeeds while the server is ready, and fails otherwise', async () => {
  const [, json] = /^HEALTHCHECK .*CMD (\[.+\])$/m.exec(DOCKERFILE)!;
  const [command, ...args] = JSON.parse(json!) as [string, ...string[]];
  const server = await startServer({ DATA_DIR: folder });
  const { port } = new URL(server.url);
  const env = { PATH: process.env['PATH'], PORT: port };
  const check = () => spawnSync(command, args, { env }).status;
  expect(check()).toBe(0);
  await server.end('SIGTERM');
  expect(check()).toBe(1);
});

test('compose.yaml sets only settings, and gives every secret that it names', () => {
  const { services, secrets } = load(read('deploy/compose.yaml')) as {
    services: Record<string, { environment?: Record<string, string>; secrets?: string[] }>;
    secrets: Record<string, object>;
  };
  const { environment, secrets: given } = services['valetkey']!;
  for (const [name, value] of Object.entries(environment!)) {
    expect([name, settingWarnings({ [name]: value })]).toEqual([name, []]);
    const [, secret] = /^\/run\/secrets\/(.+)$/.exec(value) ?? [];
    if (secret !== undefined)
      expect([given, Object.keys(secrets)]).toEqual([
        expect.arrayContaining([secret]),
        expect.arrayContaining([secret]),
      ]);
  }
});

test('the systemd unit sets only settings, and systemd accepts it', () => {
  const unit = read('deploy/valetkey.service');
  assertSettings(assignments(/^Environment=(.+)$/m.exec(unit)![1]!));
  const { error, status, stderr } = spawnSync(
    'systemd-analyze',
    ['verify', join(ROOT, 'deploy/valetkey.service')],
    {
      encoding: 'utf8',
    },
  );
  // Only where systemd is installed.
  if (error === undefined) expect([status, stderr]).toEqual([0, '']);
});
