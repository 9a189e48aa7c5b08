import {
  checkSender as check,
  type KeySource,
  type SignedRequest,
  type Verification,
} from '../../src/signatures/index.ts';

const NO_KEYS: KeySource = {
  keySet: () => Promise.reject(new Error('no key set is needed')),
  certificate: () => Promise.reject(new Error('no certificate is needed')),
};

/** `checkSender` for senders that publish no keys. */
export function checkSender(verification: Verification, request: SignedRequest, keys = NO_KEYS) {
  return check(verification, request, keys);
}
