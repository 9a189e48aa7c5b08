import { startApp, document, type Caller, type TestApp } from '../../support/app.ts';
import {
  agree,
  closeProviders,
  LOOPBACK_ALLOWED,
  makeCredential,
  provider,
  startConnection,
} from '../../support/credentials.ts';

let app: TestApp;
let owner: Caller;

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await closeProviders();
});

describe('the return URL', () => {
  const allowed = 'https://console.acme.example/done?tab=accounts';

  test('must exactly match one that the tenant allows', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [allowed] }));
    for (const return_url of [
      'https://evil.example',
      `${allowed}&x=1`,
      'https://console.acme.example/done',
    ]) {
      const { status, body } = await startConnection(owner, id, { return_url });
      expect(status).toBe(422);
      expect(body.errors[0]).toMatchObject({
        code: 'return_url_not_allowed',
        source: { pointer: '/data/attributes/return_url' },
      });
    }
  });

  test('gets the browser back, with the outcome in its query', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [allowed] }));
    const { body } = await startConnection(owner, id, { return_url: allowed });
    const query = await agree(body.data.attributes.authorization_url);
    const { status, headers } = await app.request('GET', `/callback/oauth2${query}`);
    expect(status).toBe(303);
    const url = new URL(headers['location']!);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tab: 'accounts',
      credential_id: id,
      connection_id: body.data.id,
      connection_state: 'connected',
    });
  });

  test('has each of our parameters once, with our value, even if it contained them before', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    const own =
      'https://console.acme.example/done?a=%2f+b&connection_state=failed&Reason=x&credential%5Fid=y&reason[]=z';
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [own] }));
    const { body } = await startConnection(owner, id, { return_url: own });
    const query = await agree(body.data.attributes.authorization_url);
    const { headers } = await app.request('GET', `/callback/oauth2${query}`);
    const expected = `a=%2f+b&credential_id=${id}&connection_id=${body.data.id}&connection_state=connected`;
    expect(headers['location']).toBe(`https://console.acme.example/done?${expected}`);
  });

  test('is opened from a page, as a form-action policy of the provider would block a redirect', async () => {
    const at = await provider();
    const id = await makeCredential(owner, at);
    await owner.patch(`/v2/tenants/${owner.tenantId}`, document('tenant', { return_urls: [allowed] }));
    const { body } = await startConnection(owner, id, { return_url: allowed });
    const query = await agree(body.data.attributes.authorization_url);
    const answer = await app.request('GET', `/callback/oauth2${query}`, {
      headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    const to = `${allowed}&credential_id=${id}&connection_id=${body.data.id}&connection_state=connected`;
    const escaped = to.replaceAll('&', '&amp;');
    expect([answer.status, answer.headers['location']]).toEqual([200, undefined]);
    expect(answer.text).toContain(`<meta http-equiv="refresh" content="0; url=${escaped}" />`);
    expect(answer.text).toContain(`<a href="${escaped}">`);
  });

  test.each(['javascript:alert(1)', '/relative', 'https://u:p@x.example', 'https://x.example/#f'])(
    'cannot be %s',
    async (url) => {
      const { status, body } = await owner.patch(
        `/v2/tenants/${owner.tenantId}`,
        document('tenant', { return_urls: ['https://ok.example', url] }),
      );
      expect(status).toBe(422);
      expect(body.errors[0].source.pointer).toBe('/data/attributes/return_urls/1');
    },
  );
});
