import { startApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

async function textOf(path: string): Promise<string> {
  return (await fetch(app.url + path)).text();
}

/** URLs with a host, which a browser would fetch from another server. */
const OTHER_HOST = /(?:https?:)?\/\/[\w.-]+/;

test('the style sheet of /docs loads nothing except embedded images', async () => {
  const css = await textOf('/docs/assets/swagger-ui.css');
  const addresses = [...css.matchAll(/url\(\s*["']?([^)"']*)/g)].map(([, address]) => address!);
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !address.startsWith('data:') && !address.startsWith('#'))).toEqual([]);
  expect(css).not.toContain('@import');
});

test('the page and its start script refer only to this server and to no external validator', async () => {
  const start = await textOf('/docs/start.js');
  expect(await textOf('/docs')).not.toMatch(OTHER_HOST);
  expect(start).not.toMatch(OTHER_HOST);
  expect(start).toContain('validatorUrl: null');
  expect(start).toContain("url: '/openapi.yaml'");
});

test('the content security policy allows only this server', async () => {
  const header = (await fetch(`${app.url}/docs`)).headers.get('content-security-policy') ?? '';
  const rules = new Map(header.split(';').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
  expect(rules.get('default-src')).toEqual(["'none'"]);
  for (const [name, sources] of rules) {
    const foreign = sources!.filter(
      (source) => !["'self'", "'none'", 'data:', "'unsafe-inline'"].includes(source),
    );
    expect([name, foreign]).toEqual([name, []]);
  }
  expect(rules.get('script-src')).toEqual(["'self'"]);
  expect(rules.get('connect-src')).toEqual(["'self'"]);
});

test.each(['..%2f..%2fpackage.json', '../../package.json', 'index.html%00', '.hidden', ''])(
  '/docs/assets serves only the files of the API reference, not %j',
  async (name) => {
    const answer = await fetch(`${app.url}/docs/assets/${name}`);
    expect([400, 403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('"dependencies"');
  },
);
