/**
 * User accounts exist once per installation; a tenant sees a membership with a role (`service.ts`). Email and name
 * belong to the account and can only be changed at /v2/me (`me.ts`). A tenant always keeps at least one owner
 * (`last-owner.ts`). `sign-in-limits.ts` locks a source out of an account after failed attempts.
 */
export { confirmEmail, findUserByEmail } from './account-store.ts';
export { answerInvitation, ensureAccount, listInvitationsOf, tenantNamesOf } from './invitations.ts';
export { createMe } from './me.ts';
export { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, passwordFault } from './password-rules.ts';
export {
  checkPassword,
  findByPasswordLink,
  hashedPassword,
  newPasswordLink,
  setPassword,
  usePasswordLink,
} from './passwords.ts';
export { addKnownBrowser } from './known-sources.ts';
export { userRoutes } from './routes.ts';
export { userView } from './serializer.ts';
export { createUsers, type Users } from './service.ts';
export { deleteExpiredSignIns } from './sign-in-history.ts';
export { listTenantsOf, lockMember, type Member, type User } from './store.ts';
