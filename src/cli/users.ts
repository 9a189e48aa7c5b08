import { Command } from 'commander';
import type { Services } from '../app/services.ts';
import { loadSettings, type Environment } from '../config/index.ts';
import { platformDb, type PlatformDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import {
  confirmEmail,
  findUserByEmail,
  hashedPassword,
  newPasswordLink,
  passwordFault,
  setPassword,
  type User,
} from '../users/index.ts';
import { callTo, dbOf, inputOf, print, type Printed } from './acting.ts';
import type { CommandIo } from './io.ts';
import { withPlatform } from './with-platform.ts';

export function userCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description('Add a person to a tenant.')
    .requiredOption('--tenant <id>', 'id of the tenant')
    .requiredOption('--email <email>', 'email address')
    .requiredOption('--role <role>', 'owner, admin, developer, runtime, viewer, or a role of the tenant')
    .option('--name <name>', 'full name, for a person who is new')
    .option('--password-stdin', 'read the password for the sign-in page from standard input')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nPrints a link with which a person without a password sets one, once, within three days.\n',
    )
    .action(
      async ({
        tenant,
        email,
        role,
        name,
        passwordStdin,
        json,
      }: Printed & {
        tenant: string;
        email: string;
        role: string;
        name?: string;
        passwordStdin?: boolean;
      }) => {
        const password = passwordStdin === true ? await readPassword(io, email) : undefined;
        const made = await withPlatform(environment, async (services) => {
          const db = await dbOf(services, tenant);
          const { id } = await services.access.getRoleByName(db, role).catch(() => {
            throw new AppError(
              'not_found',
              `--role: there is no role "${role}". It is owner, admin, developer, runtime, viewer, or one of the tenant's own.`,
            );
          });
          const relationships = { role: { data: { type: 'role' as const, id } } };
          const data = {
            type: 'user' as const,
            attributes: { email, ...(name !== undefined && { name }) },
            relationships,
          };
          const member = await services.perform(services.users.create, callTo(tenant), inputOf({ data }));
          const link = await furnishPassword(services, environment, member.email, password);
          return { member, ...(link !== undefined && { password_link: link }) };
        });
        const { member, ...rest } = made;
        if (rest.password_link !== undefined) warnOfAddress(io, environment);
        print(io, { tenant_id: tenant, user_id: member.user_id, email: member.email, role, ...rest }, json);
      },
    );
  const link = new Command('password-link')
    .description('Make a link with which somebody sets a new password, once, within three days.')
    .requiredOption('--email <email>', 'email address')
    .option('--json', 'print JSON')
    .action(async ({ email, json }: Printed & { email: string }) => {
      const password_link = await withPlatform(environment, async (services) => {
        const db = platformDb(services.database);
        const user = await knownUser(db, email);
        return linkFor(environment, await newPasswordLink(db, user.id, services.clock()));
      });
      warnOfAddress(io, environment);
      print(io, { email, password_link }, json);
    });
  const confirm = new Command('confirm')
    .description('Confirm that the address that somebody has entered as theirs is theirs.')
    .requiredOption('--email <email>', 'email address')
    .option('--json', 'print JSON')
    .action(async ({ email, json }: Printed & { email: string }) => {
      const confirmed = await withPlatform(environment, async (services) => {
        const db = platformDb(services.database);
        const user = await knownUser(db, email);
        await confirmEmail(db, user.id);
        return user;
      });
      print(io, { user_id: confirmed.id, email: confirmed.email }, json);
    });
  return new Command('user')
    .description('People, as users of a tenant.')
    .addCommand(create)
    .addCommand(link)
    .addCommand(confirm);
}

/** The password that was given; for somebody without one, a link. Whoever has one keeps it: it is theirs, in all tenants. */
async function furnishPassword(
  services: Services,
  environment: Environment,
  email: string,
  password: string | undefined,
): Promise<string | undefined> {
  const db = platformDb(services.database);
  const user = (await findUserByEmail(db, email))!;
  if (user.password_hash !== null) return undefined;
  if (password === undefined)
    return linkFor(environment, await newPasswordLink(db, user.id, services.clock()));
  await setPassword(db, user.id, await hashedPassword(password), services.clock());
  return undefined;
}

async function knownUser(db: PlatformDb, email: string): Promise<User> {
  const user = await findUserByEmail(db, email);
  if (user === undefined) throw new AppError('not_found', `--email: there is no user ${email}.`);
  return user;
}

/** A link leads where the server is reached, which this process does not know by itself. */
function warnOfAddress(io: CommandIo, environment: Environment): void {
  if (environment['PUBLIC_URL'] !== undefined) return;
  const { publicUrl } = loadSettings(environment);
  io.stderr(`valetkey: PUBLIC_URL is not set, so the link begins with ${publicUrl}.\n`);
}

async function readPassword(io: CommandIo, email: string): Promise<string> {
  const password = (await io.readStdin()).toString('utf8').replace(/\r?\n$/, '');
  const fault = passwordFault(password, email);
  if (fault !== undefined) throw new AppError('validation_failed', `--password-stdin: ${fault}`);
  return password;
}

function linkFor(environment: Environment, token: string): string {
  return `${loadSettings(environment).publicUrl}/password?token=${token}`;
}
