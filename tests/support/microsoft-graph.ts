import {
  constants,
  createCipheriv,
  createHmac,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

/** The app of Microsoft that the tokens of notifications are issued to. */
export const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';
export const APP_ID = '8e460676-ae3f-4b1e-8790-ee0fb5d6148f';
export const TENANT_ID = '84bd8158-6d4d-4958-8b9f-9d6445542f95';
export const MICROSOFT_KEYS = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';

export interface EncryptedContent {
  data: string;
  dataKey: string;
  dataSignature: string;
  encryptionCertificateId: string;
  [other: string]: unknown;
}

/** Encrypts resource data as Microsoft Graph does. @param key the symmetric key */
export function encrypted(
  plain: string | Buffer,
  publicKey: KeyObject,
  key = randomBytes(32),
): EncryptedContent {
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  return signedContent(Buffer.concat([cipher.update(plain), cipher.final()]), publicKey, key);
}

/** Signs data that is encrypted, or is not. */
export function signedContent(data: Buffer, publicKey: KeyObject, key: Buffer): EncryptedContent {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return {
    data: data.toString('base64'),
    dataKey: publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, key).toString('base64'),
    dataSignature: createHmac('sha256', key).update(data).digest('base64'),
    encryptionCertificateId: 'my-certificate',
    encryptionCertificateThumbprint: '2CB8C2A9',
  };
}

/** A notification of a message in Microsoft Teams, as in Microsoft's documentation of resource data. */
export function notification(change: object = {}): Record<string, unknown> {
  return {
    subscriptionId: '76222963-cc7b-42d2-882d-8aaa69cb2ba3',
    changeType: 'created',
    clientState: 'what Graph sends',
    tenantId: TENANT_ID,
    resource: "teams('d29828b8')/channels('19:fbb')/messages('1565045544600')",
    resourceData: { id: '1565045544600', '@odata.type': '#Microsoft.Graph.chatMessage' },
    ...change,
  };
}

/** A token of a request of Microsoft Graph. */
export function validationToken(privateKey: KeyObject, change: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    aud: APP_ID,
    iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
    iat: now,
    exp: now + 3600,
    azp: PUBLISHER,
    tid: TENANT_ID,
    ...change,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'microsoft' })
    .sign(privateKey);
}
