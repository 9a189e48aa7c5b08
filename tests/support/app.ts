import { Writable } from 'node:stream';
import { pino } from 'pino';
import supertest from 'supertest';
import { systemActor } from '../../src/actions/index.ts';
import { createTenant } from '../../src/app/create-tenant.ts';
import { openPlatform, type Platform } from '../../src/app/platform.ts';
import { serve } from '../../src/app/serve.ts';
import { loadSettings } from '../../src/config/index.ts';
import { inTransaction, tenantDb } from '../../src/db/index.ts';
import { rawDb } from '../../src/db/raw.ts';
import { answerInvitation, ensureAccount } from '../../src/users/index.ts';
import { checkResponse } from './contract.ts';
import { createMigratedDatabase } from './databases.ts';

/** The WWW-Authenticate header of a 401. */
export const CHALLENGES = 'Basic realm="valetkey", charset="UTF-8", Bearer realm="valetkey"';

/** 32 bytes, for tests only. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

export interface Answer {
  status: number;
  headers: Record<string, string>;
  // Tests read single members; checkResponse checks the whole body against the contract.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  text: string;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  /** An object is sent as JSON:API, a string or bytes unchanged. */
  body?: object | string | Buffer;
  /** The contract is not expected to have this path and method. */
  unknownPath?: boolean;
}

/** A user with an API key of a tenant. Paths without a leading slash are relative to the tenant's own path. */
export interface Caller {
  tenantId: string;
  userId: string;
  email: string;
  apiKey: string;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: object | string | Buffer, options?: RequestOptions): Promise<Answer>;
  patch(path: string, body?: object | string | Buffer, options?: RequestOptions): Promise<Answer>;
  put(path: string, body?: object | string | Buffer, options?: RequestOptions): Promise<Answer>;
  delete(path: string, options?: RequestOptions): Promise<Answer>;
}

export interface TestApp {
  url: string;
  databaseUrl: string;
  platform: Platform;
  /** Everything logged so far. */
  logged(): string;
  /** Creates a tenant. @returns its owner */
  tenant(name?: string): Promise<Caller>;
  /** Creates a user with this role and an API key in the caller's tenant. */
  member(of: Caller, role: string): Promise<Caller>;
  /** Sends a request and checks the response against the contract. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

let people = 0;

/** Starts a complete server on a new database of the kind under test. `environment` adds settings. */
export async function startApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = environment['DATABASE_URL'] === undefined ? await createMigratedDatabase() : undefined;
  const databaseUrl = environment['DATABASE_URL'] ?? database!.url;
  const settings = loadSettings({
    DATABASE_URL: databaseUrl,
    MASTER_KEY: TEST_MASTER_KEY,
    PORT: '0',
    SHUTDOWN_TIMEOUT: '5',
    ...environment,
  });
  let lines = '';
  const log = pino(
    { level: 'debug' },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines += chunk.toString();
        done();
      },
    }),
  );
  const platform = await openPlatform(settings, log);
  const server = await serve(platform, settings, log);
  const { services } = platform;

  const request = async (
    method: string,
    path: string,
    { headers = {}, body, unknownPath = false }: RequestOptions = {},
  ): Promise<Answer> => {
    const sent = supertest(server.address)[method.toLowerCase() as 'get'](path).set(headers).buffer(true);
    if (body !== undefined) {
      const given = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
      if (!given) sent.set('Content-Type', 'application/vnd.api+json');
      // Send bytes unchanged: superagent would serialize a Buffer as JSON.
      if (Buffer.isBuffer(body)) sent.serialize((bytes) => bytes as string);
      sent.send(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    }
    const answer = await sent.ok(() => true);
    const { status, headers: answered } = answer;
    // The response to a HEAD has none, despite its content type.
    const bytes: unknown = answer.body;
    const text = (answer.text as string | undefined) ?? (Buffer.isBuffer(bytes) ? bytes.toString() : '');
    const isJson = /json/.test(String(answered['content-type'] ?? ''));
    const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : text === '' ? undefined : text;
    checkResponse({ method, url: path, status, headers: answered, body: parsed }, { unknownPath });
    return { status, headers: answered as Record<string, string>, body: parsed, text };
  };

  const caller = (tenantId: string, userId: string, email: string, apiKey: string): Caller => {
    const authorization = `Basic ${Buffer.from(`${email}:${apiKey}`).toString('base64')}`;
    const as =
      (method: string) =>
      (path: string, options: RequestOptions = {}): Promise<Answer> =>
        request(method, path.startsWith('/') ? path : `/v2/tenants/${tenantId}/${path}`, {
          ...options,
          headers: { Authorization: authorization, ...options.headers },
        });
    const withBody =
      (method: string) =>
      (path: string, body?: object | string | Buffer, options: RequestOptions = {}): Promise<Answer> =>
        as(method)(path, { ...options, ...(body !== undefined && { body }) });
    return {
      tenantId,
      userId,
      email,
      apiKey,
      get: as('GET'),
      post: withBody('POST'),
      patch: withBody('PATCH'),
      put: withBody('PUT'),
      delete: as('DELETE'),
    };
  };

  return {
    url: server.address,
    databaseUrl,
    platform,
    logged: () => lines,
    request,
    async tenant(name = 'Acme') {
      people += 1;
      const { tenant, owner, apiKey } = await createTenant(services, {
        name,
        ownerEmail: `owner${people}@acme.test`,
      });
      return caller(tenant.id, owner.user_id, owner.email, apiKey);
    },
    async member(of, role) {
      people += 1;
      const email = `${role}${people}@acme.test`;
      const db = tenantDb(rawDb(services.database), of.tenantId);
      const { id } = await services.access.getRoleByName(db, role);
      const made = await of.post('users', {
        data: {
          type: 'user',
          attributes: { email },
          relationships: { role: { data: { type: 'role', id } } },
        },
      });
      const userId = await acceptInvitation(platform, of.tenantId, made.body.data.id as string);
      const key = await inTransaction(services.database, (sql) =>
        services.apiKeys.issue(tenantDb(sql, of.tenantId), userId, {}, systemActor(of.tenantId), Date.now()),
      );
      return caller(of.tenantId, userId, email, key.api_key!);
    },
    async close() {
      await server.stop();
      await database?.drop();
    },
  };
}

/**
 * Accepts an invitation, as users do after signing in: with the account that has this email address, or with a new one.
 * @returns the ID of the account
 */
export async function acceptInvitation(
  { services: { database } }: Platform,
  tenantId: string,
  invitationId: string,
): Promise<string> {
  return inTransaction(database, async (db) => {
    const invited = { id: invitationId, invited_to: tenantId };
    const row = (await db.from('users').where(invited).first('invited_email')) as
      { invited_email: string } | undefined;
    const account = row && (await ensureAccount(db, row.invited_email, Date.now()));
    const userId = account?.id ?? invitationId;
    await answerInvitation(db, { userId, tenantId, now: Date.now() }, 'accept');
    return userId;
  });
}

/** The document of a POST or PATCH. `related` maps a relationship's name to type and id. */
export function document(
  type: string,
  attributes?: object,
  related: Record<string, { type: string; id: string }> = {},
): { data: Record<string, unknown> } {
  const relationships = Object.fromEntries(Object.entries(related).map(([name, data]) => [name, { data }]));
  return {
    data: {
      type,
      ...(attributes !== undefined && { attributes }),
      ...(Object.keys(relationships).length > 0 && { relationships }),
    },
  };
}

/** A component.json that needs an OAuth client, with variables linked to it. */
export const PIZZA_VAN = {
  title: 'Pizza Van',
  envVars: { PIZZAVAN_KEY: { required: true }, PIZZAVAN_SECRET: { required: true }, PIZZAVAN_REGION: {} },
  credentials: {
    fields: { oauth: { viewClass: 'OAuthFieldView' } },
    oauth2: {
      client_id: '{{PIZZAVAN_KEY}}',
      client_secret: '{{PIZZAVAN_SECRET}}',
      auth_uri: 'https://auth.pizzavan.example/authorize',
      token_uri: 'https://auth.pizzavan.example/token',
    },
    useOAuthClient: true,
  },
};

/** A component.json that needs no OAuth client. */
export const STOPWATCH = { title: 'Stopwatch' };

/** Creates a component. @returns its ID */
export async function makeComponent(
  by: Caller,
  descriptor: object = PIZZA_VAN,
  access: 'tenant' | 'global' = 'tenant',
): Promise<string> {
  const { body } = await by.post('components', document('component', { descriptor, access }));
  return body.data.id as string;
}

/** Creates an OAuth client for a component. @returns its ID */
export async function makeClient(
  by: Caller,
  componentId: string,
  attributes: object = { client_id: 'van-1', client_secret: 's3cret' },
): Promise<string> {
  const { body } = await by.post(
    'oauth-clients',
    document('oauth-client', attributes, { component: { type: 'component', id: componentId } }),
  );
  return body.data.id as string;
}

/** Creates a flow that includes components. @returns its ID */
export async function makeFlow(by: Caller, componentIds: string[], status = 'draft'): Promise<string> {
  const nodes = componentIds.map((component_id, index) => ({ id: `step_${index + 1}`, component_id }));
  const { body } = await by.post(
    'flows',
    document('flow', { name: 'A flow', status, graph: { nodes, edges: [] } }),
  );
  return body.data.id as string;
}
