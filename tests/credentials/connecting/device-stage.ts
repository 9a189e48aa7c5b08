import { openPlatform, type Platform } from '../../../src/app/platform.ts';
import { loadSettings } from '../../../src/config/index.ts';
import { createLog } from '../../../src/system/log.ts';
import { TEST_MASTER_KEY, type Answer, type Caller } from '../../support/app.ts';
import { LOOPBACK_ALLOWED, makeCredential, startConnection } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import type { Script, ScriptedProvider } from '../../support/scripted-provider.ts';
import { setStage, tokens, type Stage } from '../../support/stage.ts';

/** What a provider of the device authorization grant responds by default (RFC 8628, 3.2). */
export const CODES = {
  device_code: 'device-c4nary',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://provider.example/device',
  verification_uri_complete: 'https://provider.example/device?user_code=WDJB-MJHT',
  expires_in: 900,
  interval: 1,
};

/** The same with an interval so long that no poll happens by itself while a test runs. */
export const SLOW = { ...CODES, interval: 60 };

export const pending = { status: 400, body: { error: 'authorization_pending' } };
export const refusal = (error: string, status = 400) => ({ status, body: { error } });

/** An attempt to connect, as stored. Times are those of the database's clock. */
interface AttemptRow {
  state: string;
  device_code: string | null;
  poll_interval: number;
  next_poll_at: number;
  expires_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  interrupted: boolean | number;
  reason: string | null;
}

export interface DeviceStage extends Stage {
  /** A provider with these codes, whose token endpoint responds with the next of these, the last one again and again. */
  device(
    codes: object,
    ...responses: (object | (() => object | Promise<object>))[]
  ): Promise<ScriptedProvider>;
  /** Creates a credential and starts connecting it. */
  begin(at: ScriptedProvider, attributes?: object): Promise<Begun>;
  start(credential: string): Promise<Answer>;
  read(begun: Begun): Promise<Record<string, unknown>>;
  row(begun: Begun): Promise<AttemptRow>;
  change(begun: Begun, columns: object): Promise<void>;
  /** Lets time pass for one attempt: everything that is stored about it becomes that many milliseconds older. */
  elapse(begun: Begun, milliseconds: number): Promise<void>;
  /** Runs the polls that are due now, and waits for them. Nothing is left in progress. */
  poll(): Promise<void>;
  /** Lets time pass for one attempt, and runs the poll if it is due then. */
  later(begun: Begun, milliseconds: number): Promise<void>;
  /** Another server on the same database, without background jobs of its own. */
  process(): Promise<Platform>;
}

export interface Begun {
  credential: string;
  id: string;
  attributes: Record<string, unknown>;
}

export function setDeviceStage(): DeviceStage {
  const stage = setStage() as DeviceStage;
  const others: Platform[] = [];
  // Nothing of one test is polled for in the next, where it would take up the tenant's slots.
  afterEach(() => tablesOf(stage.app)('connection_attempts').update({ state: 'failed', next_poll_at: null }));
  afterAll(() => Promise.all(others.map((one) => one.close())));
  const rowOf = ({ id }: Begun) => tablesOf(stage.app)('connection_attempts').where({ id });

  stage.device = (codes, ...responses) => {
    const left = [...responses];
    return stage.play({
      'POST /device': () => codes,
      'POST /token': async ({ fields }) => {
        if (fields['grant_type'] === 'refresh_token') return tokens(2);
        const next = left.length > 1 ? left.shift()! : left[0]!;
        return typeof next === 'function' ? (next as () => Promise<object>)() : next;
      },
      'POST /revoke': () => ({ status: 200, body: {} }),
    } satisfies Script);
  };
  stage.start = (credential) => startConnection(stage.owner, credential);
  stage.begin = async (at, attributes = {}) => {
    const credential = await makeDevice(stage.owner, at, attributes);
    const { status, body, text } = await stage.start(credential);
    if (status !== 201) throw new Error(text);
    return { credential, id: body.data.id as string, attributes: body.data.attributes };
  };
  stage.read = async ({ credential, id }) =>
    (await stage.owner.get(`credentials/${credential}/connections/${id}`)).body.data.attributes;
  stage.row = async (begun) => (await rowOf(begun).first()) as AttemptRow;
  stage.change = async (begun, columns) => void (await rowOf(begun).update(columns));
  stage.elapse = async (begun, milliseconds) => {
    const earlier = (column: string) => tablesOf(stage.app).raw('?? - ?', [column, milliseconds]);
    const columns = ['next_poll_at', 'expires_at', 'lease_until'];
    await rowOf(begun).update(Object.fromEntries(columns.map((column) => [column, earlier(column)])));
  };
  stage.poll = async () => {
    const { devicePolls } = stage.app.platform.services.thirdParties;
    await devicePolls.run();
    await devicePolls.settle();
  };
  stage.later = async (begun, milliseconds) => {
    await stage.elapse(begun, milliseconds);
    await stage.poll();
  };
  stage.process = async () => {
    const settings = loadSettings({
      DATABASE_URL: stage.app.databaseUrl,
      MASTER_KEY: TEST_MASTER_KEY,
      ...LOOPBACK_ALLOWED,
    });
    const other = await openPlatform(settings, createLog('silent'));
    others.push(other);
    return other;
  };
  return stage;
}

/** Creates a credential with the device code grant. @returns its ID */
export function makeDevice(by: Caller, at: ScriptedProvider, attributes: object = {}): Promise<string> {
  const device_authorization_url = `${at.url}/device`;
  return makeCredential(by, at, { grant_type: 'device_code', device_authorization_url, ...attributes });
}
