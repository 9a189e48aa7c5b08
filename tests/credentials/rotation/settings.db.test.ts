import { document } from '../../support/app.ts';
import { credentialAt, makeCredential, tokenOf } from '../../support/credentials.ts';
import { settle, tablesOf } from '../../support/direct-database.ts';
import { accepting, inDays, rotate, secretsAt } from '../../support/rotation.ts';
import { setStage, tokens } from '../../support/stage.ts';
import { backgroundJobs } from '../../../src/app/jobs.ts';
import { githubHeaders, FROM_GITHUB, makeWebhook } from '../../support/webhooks.ts';

const stage = setStage();
const { play, connect, attributesOf, expire } = stage;

const THIRD = { url: 'https://third.example' };
const END = 'previous_client_secret_expires_at';
const change = (id: string, attributes: object, by = stage.owner) =>
  by.patch(`credentials/${id}`, document('credential', attributes));
const row = (id: string) => tablesOf(stage.app)('credentials').where({ id });
const runJobs = async () => {
  const jobs = backgroundJobs(stage.app.platform.services);
  for (const { name, run } of jobs) if (name.startsWith('delete previous client secrets')) await run();
};

/** A connected credential whose provider accepts only the secret that was replaced. @returns how it is asked */
async function rotated() {
  let issued = 0;
  const at = await play({ 'POST /token': accepting(new Set(['s3cret']), () => tokens((issued += 1))) });
  const id = await connect(at, {});
  expect((await rotate(stage.owner, id)).status).toBe(200);
  await expire(id);
  return { id, at };
}

test('the end of the previous secret is readable and can be changed; null ends it', async () => {
  const { id, at } = await rotated();
  const until = inDays(3);
  expect((await change(id, { [END]: until })).body.data.attributes[END]).toBe(until);
  // Changing something else leaves it.
  expect((await change(id, { name: 'Renamed' })).body.data.attributes[END]).toBe(until);
  expect((await attributesOf(id))[END]).toBe(until);
  expect((await change(id, { [END]: null })).body.data.attributes[END]).toBeNull();
  expect(await row(id).first()).toMatchObject({ previous_client_secret: null });
  expect((await tokenOf(stage.owner, id)).body.errors[0].meta.reason_code).toBe('client_refused');
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w']);
});

test('a new secret without a time replaces both', async () => {
  const { id } = await rotated();
  expect((await change(id, { client_secret: 'newest' })).body.data.attributes[END]).toBeNull();
  expect(await row(id).first()).toMatchObject({ previous_client_secret: null });
});

test('a repeated request does not lose the secret that the first one replaced', async () => {
  const { id } = await rotated();
  expect((await rotate(stage.owner, id)).status).toBe(200);
  expect((await tokenOf(stage.owner, id)).status).toBe(200);
});

test('only the secret before the current one is kept', async () => {
  const { id, at } = await rotated();
  await rotate(stage.owner, id, { client_secret: 'newest' });
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  expect(secretsAt(at)).toEqual(['s3cret', 'newest', 'n3w']);
});

test('an expired secret is not tried, even before it is deleted', async () => {
  const { id, at } = await rotated();
  await row(id).update({ [END]: Date.now() - 1 });
  expect((await tokenOf(stage.owner, id)).status).toBe(503);
  expect(secretsAt(at)).toEqual(['s3cret', 'n3w']);
  expect((await change(id, { [END]: inDays(1) })).status).toBe(422);
  // What was read can be sent back.
  expect((await change(id, { [END]: (await attributesOf(id))[END] })).status).toBe(200);
});

test('a job deletes expired secrets and no others, and a form can still be saved', async () => {
  const [expired, live] = await Promise.all([rotated(), rotated()]);
  const { headers } = await stage.owner.get(`credentials/${expired.id}`);
  await row(expired.id).update({ [END]: Date.now() - 1 });
  await runJobs();
  expect(await row(expired.id).first()).toMatchObject({ previous_client_secret: null, [END]: null });
  expect((await row(live.id).first())!.previous_client_secret).not.toBeNull();
  const saved = await stage.owner.patch(
    `credentials/${expired.id}`,
    document('credential', { name: 'Saved' }),
    { headers: { 'If-Match': headers['etag']! } },
  );
  expect(saved.status).toBe(200);
});

describe('a time is refused', () => {
  test.each<[string, object]>([
    ['in the past', { client_secret: 'n3w', [END]: inDays(-1) }],
    ['in more than 90 days', { client_secret: 'n3w', [END]: inDays(91) }],
    ['without a secret that was replaced', { [END]: inDays(1) }],
    ['if the new secret is the current one', { client_secret: 's3cret', [END]: inDays(1) }],
    ['if the secret is removed', { client_secret: null, [END]: inDays(1) }],
    ['if the client changes', { client_id: 'other', client_secret: 'n3w', [END]: inDays(1) }],
    ['if the URL changes', { token_url: 'https://x.example/t', client_secret: 'n3w', [END]: inDays(1) }],
    ['with OAuth 1.0', { authentication_type: 'oauth1', client_secret: 'n3w', [END]: inDays(1) }],
    [
      'if the client authentication changes',
      { client_authentication: 'client_secret_jwt', client_secret: 'n3w', [END]: inDays(1) },
    ],
  ])('%s', async (_, attributes) => {
    const id = await makeCredential(stage.owner, THIRD);
    const { status, body } = await change(id, attributes);
    expect([status, body.errors[0].source.pointer]).toEqual([422, `/data/attributes/${END}`]);
    expect(await row(id).first()).toMatchObject({ previous_client_secret: null, version: 1 });
  });

  test('if there was no secret', async () => {
    const id = await makeCredential(stage.owner, THIRD, { client_secret: null });
    expect((await rotate(stage.owner, id)).status).toBe(422);
  });

  test('when a credential is created', async () => {
    const attributes = credentialAt(THIRD, { [END]: inDays(1) });
    const { status, body } = await stage.owner.post('credentials', document('credential', attributes));
    expect([status, body.errors[0].code]).toEqual([403, 'read_only']);
  });
});

describe('the previous secret is deleted with', () => {
  test.each<[string, object]>([
    ['the client ID', { client_id: 'other' }],
    ['the client', { client_id: null, client_secret: null }],
    ['the token URL', { token_url: 'https://x.example/t', client_secret: 'n3w' }],
    ['the client authentication', { client_authentication: 'body' }],
    ['OAuth', { authentication_type: 'api_key' }],
  ])('%s', async (_, attributes) => {
    const id = await makeCredential(stage.owner, THIRD);
    await rotate(stage.owner, id);
    const { status, body } = await change(id, attributes);
    expect([status, body.data.attributes[END]]).toEqual([200, null]);
    expect(await row(id).first()).toMatchObject({ previous_client_secret: null });
  });
});

test('a secret entered for another URL is not kept for the current one', async () => {
  const id = await makeCredential(stage.owner, THIRD);
  await row(id).update({ secret_token_url: 'https://earlier.example/token' });
  const { status, body } = await rotate(stage.owner, id);
  expect([status, body.errors[0].source.pointer]).toEqual([422, `/data/attributes/${END}`]);
});

test('each secret is sealed for its own column', async () => {
  const { id } = await rotated();
  const sealed = (await row(id).first()) as Record<string, string>;
  expect(sealed['previous_client_secret']).not.toContain('s3cret');
  // Without the check against the contract, which has no response for a database that was tampered with.
  const authorization = `Basic ${btoa(`${stage.owner.email}:${stage.owner.apiKey}`)}`;
  const path = `${stage.app.url}/v2/tenants/${stage.owner.tenantId}/credentials/${id}/tokens`;
  const statusOf = async () => (await fetch(path, { method: 'POST', headers: { authorization } })).status;
  await row(id).update({ client_secret: sealed['previous_client_secret']! });
  expect(await statusOf()).toBe(500);
  await row(id).update({
    client_secret: sealed['client_secret']!,
    previous_client_secret: sealed['client_secret']!,
  });
  await expire(id);
  expect(await statusOf()).toBe(500);
});

test('another tenant can neither read, change nor use it', async () => {
  const { id } = await rotated();
  const stranger = await stage.app.tenant();
  expect((await stranger.get(`credentials/${id}`)).status).toBe(404);
  expect((await change(id, { [END]: null }, stranger)).status).toBe(404);
  const theirs = await makeCredential(stranger, THIRD);
  expect((await stranger.get(`credentials/${theirs}`)).body.data.attributes[END]).toBeNull();
  const viewer = await stage.app.member(stage.owner, 'viewer');
  expect((await change(id, { [END]: null }, viewer)).status).toBe(403);
  expect((await tokenOf(stage.owner, id)).status).toBe(200);
});

test('the audit log says that the secret was changed and until when the other is used', async () => {
  const { id } = await rotated();
  const until = inDays(2);
  await change(id, { [END]: until });
  await change(id, { name: 'Renamed' });
  await change(id, { [END]: null });
  await settle(stage.app);
  const { body, text } = await stage.owner.get(
    `audit-events?filter[resource]=${id}&filter[action]=credentials.update`,
  );
  const details = (body.data as { attributes: { details: Record<string, unknown> } }[]).map(
    ({ attributes: { details: of } }) => [of['client_secret_changed'], of[END]],
  );
  expect(details).toEqual([
    [undefined, null],
    [undefined, undefined],
    [undefined, until],
    [true, expect.stringMatching(/^\d{4}-/)],
  ]);
  expect(text).not.toMatch(/s3cret|n3w/);
});

test('events signed with either secret are accepted', async () => {
  const id = await makeCredential(stage.owner, THIRD);
  await rotate(stage.owner, id);
  const { secret: _, ...withoutSecret } = FROM_GITHUB;
  const { url } = await play({});
  const webhook = await makeWebhook(stage.owner, url, withoutSecret, id);
  const send = async (secret: string) => {
    const headers = githubHeaders('{}', secret);
    return (await stage.app.request('POST', webhook.path, { headers, body: '{}' })).status;
  };
  expect([await send('s3cret'), await send('n3w'), await send('other')]).toEqual([202, 202, 401]);
  await change(id, { [END]: null });
  expect(await send('s3cret')).toBe(401);
});
