// Waiting for one element or page fails after a minute (see console.ts); a test waits for several.
jest.setTimeout(180_000);
