import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { der } from '../self-signed.ts';

/** A certificate authority for tests. */
export interface Authority {
  /** Its own certificate, as PEM. */
  certificate: string;
  issue(host: string): { key: string; cert: string };
}

const NAME = 'Certificates for tests';

/** Creates an authority and its key. */
export function createAuthority(): Authority {
  const own = newKeys();
  const basicConstraints = extension('551d13', der(0x30, der(0x01, Buffer.of(0xff))));
  return {
    certificate: certificateOf(NAME, own.publicKey, own.privateKey, basicConstraints),
    issue(host) {
      const { publicKey, privateKey } = newKeys();
      const subjectAltName = extension('551d11', der(0x30, der(0x82, Buffer.from(host))));
      return {
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        cert: certificateOf(host, publicKey, own.privateKey, subjectAltName),
      };
    },
  };
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A certificate of version 3 (RFC 5280, 4.1), issued by the authority. */
function certificateOf(subject: string, key: KeyObject, signer: KeyObject, extensions: Buffer): string {
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const day = 86_400_000;
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(NAME),
    der(0x30, time(Date.now() - day), time(Date.now() + day)),
    nameOf(subject),
    key.export({ type: 'spki', format: 'der' }) as Buffer,
    der(0xa3, der(0x30, extensions)),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, signer));
  const lines = der(0x30, body, ecdsaWithSha256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** A name that consists of a common name. */
function nameOf(text: string): Buffer {
  return der(
    0x30,
    der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(text)))),
  );
}

function time(at: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`));
}

function extension(id: string, value: Buffer): Buffer {
  return der(0x30, der(0x06, Buffer.from(id, 'hex')), der(0x04, value));
}
