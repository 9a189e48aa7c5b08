import { createHmac } from 'node:crypto';
import { verify, type SignatureScheme, type SignedRequest } from '../../src/signatures/index.ts';

/** Signed over the body alone, with the secret `key`. */
export const PLAIN: SignatureScheme = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: '{body}',
};

export function plainRequest(change: Partial<SignedRequest> = {}): SignedRequest {
  const body = Buffer.from('body');
  const signature = createHmac('sha256', 'key').update(body).digest('hex');
  const headers = { 'x-signature': signature };
  return { headers, body, method: 'POST', url: 'https://a.example/', secrets: ['key'], now: 0, ...change };
}

export function reasonOf(scheme: SignatureScheme, request: SignedRequest): string {
  const verdict = verify(scheme, request);
  return verdict.valid ? 'valid' : verdict.reason;
}
