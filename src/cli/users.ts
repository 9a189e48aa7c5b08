import { Command } from 'commander';
import type { Core } from '../app/core.ts';
import { loadSettings, type Environment } from '../config/index.ts';
import { platformDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { toRfc3339 } from '../system/clock.ts';
import {
  confirmEmail,
  ensureAccount,
  findUserByEmail,
  hashedPassword,
  newPasswordLink,
  passwordFault,
  setPassword,
  type User,
} from '../users/index.ts';
import type { CommandIo } from './io.ts';
import { callTo, dbOf, inputOf, listAll } from './operator.ts';
import { print, printRows, type OutputOptions } from './output.ts';
import { emailAddress, tenantId } from './values.ts';
import { withCore } from './with-core.ts';

export function userCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description('Add a user to a tenant.')
    .requiredOption('--tenant <id>', 'ID of the tenant', tenantId)
    .requiredOption('--email <email>', 'email address', emailAddress)
    .requiredOption(
      '--role <role>',
      'owner, admin, developer, runtime, viewer, or a custom role of the tenant',
    )
    .option('--name <name>', 'full name, if the person has no account yet')
    .option('--password-stdin', 'read the password for the sign-in page from standard input')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nIf the person has no password, prints a link for setting one. The link works once and expires after three days.\n',
    )
    .action(
      async ({
        tenant,
        email,
        role,
        name,
        passwordStdin,
        json,
      }: OutputOptions & {
        tenant: string;
        email: string;
        role: string;
        name?: string;
        passwordStdin?: boolean;
      }) => {
        const given = passwordStdin === true ? await readPassword(io) : undefined;
        const made = await withCore(io, environment, async (core) => {
          const db = await dbOf(core, tenant);
          const password =
            given === undefined
              ? undefined
              : await requireStrongPassword(core, given, { email, name, tenant });
          const { id } = await core.access.getRoleByName(db, role).catch(() => {
            throw new AppError(
              'not_found',
              `--role: there is no role "${role}". Use owner, admin, developer, runtime, viewer, or a custom role of the tenant.`,
            );
          });
          const relationships = { role: { data: { type: 'role' as const, id } } };
          const data = {
            type: 'user' as const,
            attributes: { email, ...(name !== undefined && { name }) },
            relationships,
          };
          const member = await core.perform(core.users.create, callTo(tenant), inputOf({ data }));
          const link = await setPasswordOrLink(core, environment, member.email, password);
          return { member, ...(link !== undefined && { password_link: link }) };
        });
        const { member, ...rest } = made;
        if (rest.password_link !== undefined) warnAboutUrl(io, environment);
        print(io, { tenant_id: tenant, user_id: member.user_id, email: member.email, role, ...rest }, json);
      },
    );
  const link = new Command('password-link')
    .description('Create a link for setting a new password. It works once and expires after three days.')
    .requiredOption('--email <email>', 'email address', emailAddress)
    .option('--json', 'print JSON')
    .action(async ({ email, json }: OutputOptions & { email: string }) => {
      const password_link = await withCore(io, environment, async (core) => {
        const db = platformDb(core.database);
        const user = found(await ensureAccount(db, email, core.clock()), email);
        return linkFor(environment, await newPasswordLink(db, user.id, core.clock()));
      });
      warnAboutUrl(io, environment);
      print(io, { email, password_link }, json);
    });
  const confirm = new Command('confirm')
    .description("Confirm a user's email address.")
    .requiredOption('--email <email>', 'email address', emailAddress)
    .option('--json', 'print JSON')
    .action(async ({ email, json }: OutputOptions & { email: string }) => {
      const confirmed = await withCore(io, environment, async (core) => {
        const db = platformDb(core.database);
        const user = found(await findUserByEmail(db, email), email);
        await confirmEmail(db, user.id);
        return user;
      });
      print(io, { user_id: confirmed.id, email: confirmed.email }, json);
    });
  const list = new Command('list')
    .description("List a tenant's users.")
    .requiredOption('--tenant <id>', 'ID of the tenant', tenantId)
    .option('--json', 'print JSON')
    .action(async ({ tenant, json }: OutputOptions & { tenant: string }) => {
      const rows = await withCore(io, environment, async (core) => {
        await dbOf(core, tenant);
        const members = await listAll(core, core.users.list, tenant);
        const roles = new Map(
          (await listAll(core, core.access.list, tenant)).map(({ id, name }) => [id, name]),
        );
        return members.map((member) => ({
          id: member.user_id,
          email: member.email,
          name: member.name,
          role: roles.get(member.role_id) ?? null,
          active: member.active,
          accepted: member.accepted,
          created_at: toRfc3339(member.created_at),
        }));
      });
      printRows(io, 'users', rows, json);
    });
  return new Command('user').addCommand(create).addCommand(list).addCommand(link).addCommand(confirm);
}

/**
 * Sets the given password, or returns a link for setting one. An existing password is kept, because it belongs to the
 * person and is the same in all tenants.
 */
async function setPasswordOrLink(
  core: Core,
  environment: Environment,
  email: string,
  password: string | undefined,
): Promise<string | undefined> {
  const db = platformDb(core.database);
  const user = (await findUserByEmail(db, email))!;
  if (user.password_hash !== null) return undefined;
  if (password === undefined) return linkFor(environment, await newPasswordLink(db, user.id, core.clock()));
  await setPassword(db, user.id, await hashedPassword(password), core.clock());
  return undefined;
}

function found(user: User | undefined, email: string): User {
  if (user === undefined) throw new AppError('not_found', `--email: there is no user ${email}.`);
  return user;
}

/** Warns that the link may have the wrong host, because this process does not know the server's URL. */
function warnAboutUrl(io: CommandIo, environment: Environment): void {
  if (environment['PUBLIC_URL'] !== undefined) return;
  const { publicUrl } = loadSettings(environment);
  io.stderr(`valetkey: PUBLIC_URL is not set, so the link starts with ${publicUrl}.\n`);
}

async function readPassword(io: CommandIo): Promise<string> {
  return (await io.readStdin()).toString('utf8').replace(/\r?\n$/, '');
}

/** @throws AppError validation_failed */
async function requireStrongPassword(
  { database }: Core,
  password: string,
  { email, name, tenant }: { email: string; name: string | undefined; tenant: string },
): Promise<string> {
  const tenants = (await platformDb(database)
    .from('tenants')
    .where({ id: tenant })
    .pluck('name')) as string[];
  const fault = await passwordFault(password, { emails: [email], name, tenants });
  if (fault !== undefined) throw new AppError('validation_failed', `--password-stdin: ${fault}`);
  return password;
}

function linkFor(environment: Environment, token: string): string {
  return `${loadSettings(environment).publicUrl}/password?token=${token}`;
}
