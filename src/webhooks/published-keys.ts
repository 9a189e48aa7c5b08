import { X509Certificate } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { KeySet } from '../crypto/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../system/json-depth.ts';
import { isObject } from '../system/json-type.ts';

/** No sender is known to publish more than a dozen. */
const MAX_KEYS = 50;

/** The key set (RFC 7517) in a text from the sender. @throws Error if it is none */
export function keySetIn(text: string): KeySet {
  const set = parseJson(text, MAX_RESPONSE_DEPTH);
  const keys = isObject(set) ? set['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('not a key set');
  return createLocalJWKSet(set as unknown as JSONWebKeySet);
}

/** The certificate (PEM) in a text from the sender. @throws Error if it is none */
export function certificateIn(text: string): X509Certificate {
  return new X509Certificate(text);
}
