/**
 * User accounts exist once per installation; a tenant sees a membership with a role (`service.ts`). Email and name
 * belong to the account and can only be changed at /v2/me (`me.ts`). A tenant always keeps at least one owner.
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
export { forgetExpiredSignIns, addKnownBrowser } from './sign-in-limits.ts';
export { userRoutes } from './routes.ts';
export { userView } from './serializer.ts';
export { createUsers, type Users } from './service.ts';
export { listTenantsOf, lockMember, type Member, type User } from './store.ts';
