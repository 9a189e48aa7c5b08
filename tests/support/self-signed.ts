import { generateKeyPairSync, sign } from 'node:crypto';

export interface CertificateOptions {
  /** The common name. */
  name?: string;
  /** When it becomes and ceases to be valid, in days from now. */
  valid?: readonly [from: number, to: number];
  /** Contains an RSA key instead of one for ECDSA. It is then not really signed. */
  rsa?: boolean;
  /** Makes it a certificate for servers at 127.0.0.1. */
  forLoopback?: boolean;
}

/** A self-signed certificate (RFC 5280, 4.1) and its key. */
export function selfSigned({
  name,
  valid = [-365, 365],
  rsa = false,
  forLoopback = false,
}: CertificateOptions = {}): {
  key: string;
  cert: string;
} {
  const { publicKey, privateKey } = rsa
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, oid('2a8648ce3d040302'));
  const named =
    name === undefined
      ? der(0x30)
      : der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(name)))));
  const time = (days: number) => {
    const date = new Date(Date.now() + days * 86_400_000);
    return der(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`));
  };
  // subjectAltName with an iPAddress (4.2.1.6).
  const address = der(0x30, der(0x87, Buffer.of(127, 0, 0, 1)));
  const extensions = der(0x30, der(0x30, oid('551d11'), der(0x04, address)));
  const body = der(
    0x30,
    ...(forLoopback ? [der(0xa0, der(0x02, Buffer.of(2)))] : []),
    der(0x02, Buffer.of(1)),
    ecdsaWithSha256,
    named,
    der(0x30, time(valid[0]), time(valid[1])),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(forLoopback ? [der(0xa3, extensions)] : []),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const certificate = der(0x30, body, ecdsaWithSha256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** A value in DER: its tag, its length and its parts. */
export function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
