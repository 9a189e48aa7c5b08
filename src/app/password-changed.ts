import { revokeGrantsOfUser } from '../authorization-server/index.ts';
import type { PlatformDb } from '../db/index.ts';
import { endSessions } from '../sign-in/index.ts';

/** Ends everything that the old password gave access to. API keys that the user created are kept. */
export async function passwordChanged(db: PlatformDb, userId: string): Promise<void> {
  await endSessions(db, userId);
  await revokeGrantsOfUser(db, userId);
}
