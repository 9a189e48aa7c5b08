import type { Request, Response } from 'express';
import { sha256 } from '../crypto/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { addKnownBrowser } from '../users/index.ts';
import type { Cookies } from './cookies.ts';

/** SHA-256 of the token of a browser that a user has signed in with before. */
export function browserHash(cookies: Cookies, request: Request): string | undefined {
  const token = cookies.readBrowser(request);
  return token === undefined ? undefined : sha256(token);
}

/** Marks the browser as known for the user, and gives it a new token. */
export async function rememberBrowser(
  { db, cookies }: { db: PlatformDb; cookies: Cookies },
  { request, response, userId }: { request: Request; response: Response; userId: string },
  now: number,
): Promise<void> {
  const before = browserHash(cookies, request);
  await addKnownBrowser(db, userId, { before, now: sha256(cookies.setBrowser(response)) }, now);
}
