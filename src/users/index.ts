/**
 * Users are people of the platform; what a tenant sees of one is a membership, with a role (`service.ts`). Email
 * and name belong to the person and change only at /v2/me (`me.ts`). A tenant always keeps an owner.
 */
export { confirmEmail, findUserByEmail } from './account-store.ts';
export { createMe, type MeActions } from './me.ts';
export { LONGEST_PASSWORD, passwordFault, SHORTEST_PASSWORD } from './password-rules.ts';
export {
  checkPassword,
  findByPasswordLink,
  hashedPassword,
  newPasswordLink,
  setPassword,
  usePasswordLink,
} from './passwords.ts';
export { userRoutes } from './routes.ts';
export { userView } from './serializer.ts';
export { createUsers, type Users } from './service.ts';
export { answerInvitation, listTenantsOf, lockMember, type Member, type User } from './store.ts';
