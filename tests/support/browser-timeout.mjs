// An element or a page that does not come has failed after a minute (see console.ts); a test waits for several.
jest.setTimeout(180_000);
