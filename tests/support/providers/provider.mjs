import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

/**
 * A third party over real HTTP on loopback that can be told to misbehave. Its refresh tokens rotate: using one twice
 * revokes its whole family, as RFC 9700 (4.14.2) recommends. Plain JavaScript, so that it can also run as a separate
 * process. Types: `provider.d.mts`.
 */
export async function startProvider(options = {}) {
  const state = {
    requests: [],
    families: new Map(),
    owners: new Map(),
    codes: new Map(),
    revoked: [],
    queue: [],
    always: undefined,
    issued: 0,
    options: {
      expiresIn: 3600,
      rotating: true,
      refreshTokens: true,
      clientId: 'acme',
      clientSecret: 's3cret',
      clientIn: 'header',
      extra: {},
      userinfo: { sub: 'user-7', email: 'seven@third.example' },
      ...options,
    },
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  state.url = url;
  return {
    url,
    requests: state.requests,
    revoked: state.revoked,
    options: state.options,
    refreshes: () => state.requests.filter(({ form }) => form.grant_type === 'refresh_token').length,
    alive: (refreshToken) => state.families.get(state.owners.get(refreshToken))?.alive ?? false,
    next: (...behaviours) => void state.queue.push(...behaviours),
    always: (behaviour) => void (state.always = behaviour),
    hold(behaviour = {}) {
      let release;
      let arrived;
      const held = { until: new Promise((resolve) => (release = resolve)) };
      const arrival = new Promise((resolve) => (arrived = resolve));
      state.queue.push({ ...behaviour, hold: held.until, arrived });
      return { arrived: arrival, release };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

async function answer(state, request, response) {
  const url = new URL(request.url, state.url);
  const form = Object.fromEntries(new URLSearchParams(await readBody(request)));
  const { authorization } = request.headers;
  const seen = { path: url.pathname, query: url.search, form, authorization, headers: request.headers };
  if (url.pathname !== '/requests') state.requests.push({ ...seen, at: Date.now() });
  switch (url.pathname) {
    case '/authorize':
      return authorize(state, url, response);
    case '/token':
      return token(state, form, authorization, response);
    case '/revoke':
      state.revoked.push(form.token);
      await state.options.revoking?.();
      return json(response, 200, {});
    case '/introspect':
      return json(response, 200, { active: isLive(state, form.token) });
    case '/userinfo':
      return json(response, isLive(state, authorization?.slice(7)) ? 200 : 401, state.options.userinfo);
    case '/.well-known/openid-configuration':
      return json(response, 200, { ...metadata(state.url), ...state.options.metadata });
    // For a provider in a separate process: returns what it has received, and sets how it misbehaves.
    case '/requests':
      if (request.method === 'POST')
        state.always = Object.keys(form).length > 0 ? JSON.parse(form.always) : undefined;
      return json(response, 200, {
        refreshes: state.requests.filter((one) => one.form.grant_type === 'refresh_token').length,
        alive: [...state.families.values()].map(({ alive }) => alive),
      });
    default:
      return json(response, 404, { error: 'not_found' });
  }
}

function metadata(url) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    revocation_endpoint: `${url}/revoke`,
    introspection_endpoint: `${url}/introspect`,
    userinfo_endpoint: `${url}/userinfo`,
  };
}

/** Every user agrees: redirects the browser back immediately. */
function authorize(state, { searchParams: query }, response) {
  const back = new URL(query.get('redirect_uri'));
  if (state.options.deny) {
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', state.options.deny);
  } else {
    const code = randomUUID();
    state.codes.set(code, { challenge: query.get('code_challenge'), redirectUri: query.get('redirect_uri') });
    back.searchParams.set('code', code);
  }
  back.searchParams.set('state', query.get('state'));
  response.writeHead(302, { location: back.href }).end();
}

async function token(state, form, authorization, response) {
  const behaviour = state.queue.shift() ?? state.always ?? {};
  behaviour.arrived?.();
  if (behaviour.hold) await behaviour.hold;
  if (behaviour.delay) await new Promise((resolve) => setTimeout(resolve, behaviour.delay));
  if (behaviour.never) return;
  if (behaviour.resetBefore) return response.destroy();
  if (behaviour.status) {
    response.writeHead(behaviour.status, { 'content-type': 'text/plain', ...behaviour.headers });
    return response.end(behaviour.body ?? 'no');
  }
  const { status, body } = clientFault(state, form, authorization) ?? grant(state, form, behaviour);
  // The grant has been processed; only the response is late or lost.
  if (behaviour.delayAfter) await new Promise((resolve) => setTimeout(resolve, behaviour.delayAfter));
  if (behaviour.resetAfter) return response.destroy();
  if (behaviour.html) return text(response, 'text/html', '<html>Sign in, please</html>');
  if (behaviour.huge) return text(response, 'application/json', `{"x":"${'y'.repeat(behaviour.huge)}"}`);
  if (behaviour.byteOrderMark) return text(response, 'application/json', `\ufeff${JSON.stringify(body)}`);
  if (behaviour.gzip)
    return response.setHeader('content-encoding', 'gzip').end(gzipSync(JSON.stringify(body)));
  if (behaviour.cutOff)
    return response.setHeader('content-length', 9_999).write(JSON.stringify(body), () => response.destroy());
  if (behaviour.form)
    return text(response, 'application/x-www-form-urlencoded', new URLSearchParams(body).toString());
  return json(response, behaviour.errorWith200 && body.error ? 200 : status, body);
}

/** Checks the client authentication: in the header or the body, as configured, never both (RFC 6749, 2.3). */
function clientFault({ options }, form, authorization) {
  const invalid = { status: 401, body: { error: 'invalid_client' } };
  if (options.clientSecret === null) return form.client_id === options.clientId ? undefined : invalid;
  if (authorization !== undefined && form.client_secret !== undefined)
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'two client authentications' },
    };
  const expected = `Basic ${Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64')}`;
  const ok =
    options.clientIn === 'header'
      ? authorization === expected
      : form.client_id === options.clientId && form.client_secret === options.clientSecret;
  return ok ? undefined : invalid;
}

function grant(state, form, behaviour) {
  const invalid = {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'it is spent or unknown' },
  };
  switch (form.grant_type) {
    case 'authorization_code': {
      const code = state.codes.get(form.code);
      state.codes.delete(form.code);
      if (code === undefined || code.redirectUri !== form.redirect_uri) return invalid;
      const challenge = createHash('sha256')
        .update(form.code_verifier ?? '')
        .digest('base64url');
      if (code.challenge !== null && code.challenge !== challenge) return invalid;
      return issue(state, newFamily(state), behaviour);
    }
    case 'password':
      return form.password === 'right' ? issue(state, newFamily(state), behaviour) : invalid;
    case 'client_credentials':
      return issue(state, undefined, behaviour);
    case 'refresh_token': {
      const id = state.owners.get(form.refresh_token);
      const family = state.families.get(id);
      if (family === undefined || !family.alive) return invalid;
      if (form.refresh_token !== family.current) {
        family.alive = false;
        return invalid;
      }
      return issue(state, id, behaviour);
    }
    default:
      return { status: 400, body: { error: 'unsupported_grant_type' } };
  }
}

function newFamily(state) {
  const id = randomUUID();
  state.families.set(id, { alive: true, current: undefined });
  return id;
}

function issue(state, familyId, behaviour) {
  state.issued += 1;
  const { expiresIn, rotating, refreshTokens, extra, scope, idToken } = state.options;
  const family = state.families.get(familyId);
  let refresh_token;
  if (family !== undefined && refreshTokens && !behaviour.noRefreshToken) {
    if (rotating || family.current === undefined) {
      family.current = `refresh-${state.issued}-${randomUUID()}`;
      state.owners.set(family.current, familyId);
    }
    refresh_token = family.current;
  }
  const body = {
    access_token: `access-${state.issued}`,
    token_type: 'Bearer',
    ...(expiresIn !== undefined && { expires_in: expiresIn }),
    ...(refresh_token !== undefined && { refresh_token }),
    ...(scope !== undefined && { scope }),
    ...(idToken !== undefined && { id_token: idToken }),
    ...extra,
    ...behaviour.answer,
  };
  return { status: 200, body };
}

function isLive({ issued }, accessToken) {
  return Number(/^access-(\d+)$/.exec(accessToken ?? '')?.[1] ?? Infinity) <= issued;
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function text(response, type, body) {
  response.writeHead(200, { 'content-type': type });
  response.end(body);
}
