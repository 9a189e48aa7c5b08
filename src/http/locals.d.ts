import type { Brand } from './brand.ts';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Locals {
      /** On the pages that this app sends. */
      brand?: Brand;
    }
  }
}
