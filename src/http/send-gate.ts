/** A request body that is only read after the connection is established and a final check has passed. */
export interface SendGate {
  body: AsyncIterable<Buffer>;
  /** Bytes of the body. */
  length: number;
  /** Whether the check has passed, and so part of the request may have been sent. */
  passed(): boolean;
  /** The error that the check threw. */
  refusal(): { error: unknown } | undefined;
}

/**
 * undici writes the head of a request together with the first chunk of its body. A body that waits for `check` before
 * it yields that chunk holds back everything until the moment of sending, after DNS lookup, connection and TLS.
 */
export function createSendGate(check: () => Promise<void>, bytes: Buffer): SendGate {
  let passed = false;
  let refusal: { error: unknown } | undefined;
  async function* checked(): AsyncGenerator<Buffer> {
    try {
      await check();
    } catch (error) {
      refusal = { error };
      throw error;
    }
    passed = true;
    yield bytes;
  }
  return { body: checked(), length: bytes.length, passed: () => passed, refusal: () => refusal };
}
