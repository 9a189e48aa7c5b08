import { generateKeyPairSync } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { tablesOf } from '../support/direct-database.ts';
import { certified, type Certified } from '../support/mutual-tls.ts';

const URL = 'https://target.example/events';
const [FIRST, SECOND] = ['first', 'second'].map((name) => certified({ name })) as [Certified, Certified];
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterAll(() => app.close());

const presenting = ({ cert, key }: { cert: string; key: string }) => ({
  target_client_certificate: cert,
  target_client_key: key,
});

const create = (attributes: object): Promise<Answer> =>
  owner.post('flows', document('flow', { name: 'A', target_url: URL, ...attributes }));

async function flowWith(attributes: object): Promise<string> {
  const { status, body, text } = await create(attributes);
  if (status !== 201) throw new Error(text);
  return body.data.id;
}

const change = (id: string, attributes: object): Promise<Answer> =>
  owner.patch(`flows/${id}`, document('flow', attributes));

/** Where the error is, and that it says what to do. */
function refusal({ status, body }: Answer): unknown[] {
  return [status, body.errors[0].source.pointer.replace('/data/attributes/', ''), body.errors[0].detail];
}

const refused = (name: string, detail: string) => [422, name, expect.stringContaining(detail)];

const CERTIFICATE = 'target_client_certificate';
const KEY = 'target_client_key';

describe('a flow cannot have', () => {
  test.each<[string, object, string, string]>([
    [
      'a certificate that is no PEM',
      { ...presenting(FIRST), [CERTIFICATE]: 'no' },
      CERTIFICATE,
      'BEGIN CERT',
    ],
    [
      'a damaged certificate',
      { ...presenting(FIRST), [CERTIFICATE]: FIRST.cert.replace('MI', 'AA') },
      CERTIFICATE,
      'must be a certificate as PEM',
    ],
    ['a key that is no PEM', { ...presenting(FIRST), [KEY]: 'no' }, KEY, 'must be a private key as PEM'],
    [
      'a damaged key',
      { ...presenting(FIRST), [KEY]: FIRST.key.replace('MI', 'AA') },
      KEY,
      'must be a private',
    ],
    ['the key of another certificate', presenting({ ...FIRST, key: SECOND.key }), KEY, 'does not belong to'],
    [
      'an encrypted key',
      presenting({
        ...FIRST,
        key: RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
      }),
      KEY,
      'is encrypted. Send it without a passphrase.',
    ],
    [
      'an expired certificate',
      presenting(certified({ name: 'old', valid: [-2, -1] })),
      CERTIFICATE,
      'expired on 20',
    ],
    [
      'a future certificate',
      presenting(certified({ name: 'new', valid: [1, 2] })),
      CERTIFICATE,
      'is not valid before 20',
    ],
    [
      'the key in the certificate',
      presenting({ cert: FIRST.pem, key: FIRST.key }),
      CERTIFICATE,
      'private key',
    ],
    [
      'the certificate in the key',
      presenting({ cert: FIRST.cert, key: FIRST.pem }),
      KEY,
      'contains a certificate',
    ],
    ['a certificate without a key', { [CERTIFICATE]: FIRST.cert }, CERTIFICATE, `requires ${KEY}`],
    ['a key without a certificate', { [KEY]: FIRST.key }, KEY, `requires ${CERTIFICATE}`],
    [
      'a certificate with http',
      { ...presenting(FIRST), target_url: 'http://127.0.0.1/' },
      'target_url',
      'https',
    ],
    ['a certificate without a URL', { ...presenting(FIRST), target_url: null }, KEY, 'requires target_url'],
    [
      'authorities that are no PEM',
      { target_ca_certificates: 'no' },
      'target_ca_certificates',
      'one or more certificates as PEM',
    ],
    [
      'authorities with a private key',
      { target_ca_certificates: FIRST.pem },
      'target_ca_certificates',
      'contains a private key',
    ],
    [
      'authorities that have all expired',
      { target_ca_certificates: certified({ name: 'old', valid: [-2, -1] }).cert },
      'target_ca_certificates',
      'have expired, the last on 20',
    ],
  ])('%s', async (_, attributes, name, detail) => {
    const answer = await create(attributes);
    expect(refusal(answer)).toEqual(refused(name, detail));
    expect(answer.text).not.toContain(FIRST.key.split('\n')[1]);
  });
});

test('PEM is stored without what is around it, and the certificate of the key comes first', async () => {
  const target_client_certificate = `Bag Attributes: x\n${SECOND.cert}\nsubject=y\n${FIRST.cert}`;
  const id = await flowWith({ ...presenting(FIRST), target_client_certificate });
  const { attributes } = (await owner.get(`flows/${id}`)).body.data;
  const blocks = attributes.target_client_certificate.split(/(?<=-----END CERTIFICATE-----)\n/);
  const plain = (pem: string) => pem.replaceAll(/\s/g, '');
  expect(blocks.map(plain)).toEqual([FIRST.cert, SECOND.cert].map(plain));
});

test('a bundle of authorities can contain one that has expired', async () => {
  const target_ca_certificates = certified({ name: 'old', valid: [-2, -1] }).cert + FIRST.cert;
  await flowWith({ target_ca_certificates });
});

describe('a change', () => {
  test('can renew the certificate of the same key, but not replace it by one of another', async () => {
    const id = await flowWith(presenting(FIRST));
    expect((await change(id, { [CERTIFICATE]: FIRST.cert + certified().cert })).status).toBe(200);
    expect(refusal(await change(id, { [CERTIFICATE]: SECOND.cert }))).toEqual(
      refused(KEY, 'does not belong'),
    );
    expect(refusal(await change(id, { [KEY]: SECOND.key }))).toEqual(refused(KEY, 'does not belong'));
    expect((await change(id, presenting(SECOND))).status).toBe(200);
  });

  test('to what was returned changes nothing, even once the certificate has expired', async () => {
    const id = await flowWith({ ...presenting(FIRST), target_ca_certificates: FIRST.cert });
    const { cert } = certified({ name: 'old', valid: [-2, -1] });
    const expired = { target_client_certificate: cert, target_ca_certificates: cert };
    await tablesOf(app)('flows').where({ id }).update(expired);
    const { attributes } = (await owner.get(`flows/${id}`)).body.data;
    expect((await change(id, attributes)).status).toBe(200);
    const after = (await owner.get(`flows/${id}`)).body.data.attributes;
    expect({ ...after, updated_at: null }).toEqual({ ...attributes, updated_at: null });
  });

  test('cannot remove the key alone; removing the certificate removes both', async () => {
    const id = await flowWith(presenting(FIRST));
    expect(refusal(await change(id, { [KEY]: null }))).toEqual(
      refused(KEY, 'set target_client_certificate to null'),
    );
    expect(refusal(await change(id, { [CERTIFICATE]: null, [KEY]: FIRST.key }))).toEqual(
      refused(KEY, `requires ${CERTIFICATE}`),
    );
    expect((await change(id, { [CERTIFICATE]: null })).status).toBe(200);
    expect(refusal(await change(id, { [CERTIFICATE]: FIRST.cert }))).toEqual(
      refused(CERTIFICATE, `requires ${KEY}`),
    );
  });

  test('of the URL requires the key again, so that it is not used for a URL of someone who does not know it', async () => {
    const id = await flowWith(presenting(FIRST));
    const target_url = 'https://elsewhere.example/';
    expect(refusal(await change(id, { target_url }))).toEqual(refused('target_url', `Send ${KEY} again`));
    expect(refusal(await change(id, { target_url, [CERTIFICATE]: FIRST.cert }))).toEqual(
      refused('target_url', `Send ${KEY} again`),
    );
    expect((await change(id, { target_url, [KEY]: FIRST.key })).status).toBe(200);
    expect((await change(id, { target_url: URL, [CERTIFICATE]: null })).status).toBe(200);
  });
});
