import { Command } from 'commander';
import { systemActor } from '../actions/index.ts';
import { foundTenant } from '../app/found-tenant.ts';
import type { Services } from '../app/services.ts';
import { loadSettings, type Environment } from '../config/index.ts';
import { platformDb, tenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { EMPTY_QUERY } from '../jsonapi/index.ts';
import { passwordFault } from '../sign-in/index.ts';
import { isId } from '../system/ids.ts';
import { findUserByEmail, hashedPassword, newPasswordLink, setPassword } from '../users/index.ts';
import type { CommandIo } from './io.ts';
import { withPlatform } from './with-platform.ts';

interface Printed {
  json?: boolean;
}

/** A table for people, one JSON object for programs. */
function print(io: CommandIo, result: Record<string, string | null>, json: boolean | undefined): void {
  if (json === true) return io.stdout(`${JSON.stringify(result)}\n`);
  const width = Math.max(...Object.keys(result).map((key) => key.length));
  io.stdout(
    Object.entries(result)
      .map(([key, value]) => `${key.padEnd(width)}  ${value ?? '-'}\n`)
      .join(''),
  );
}

export function tenantCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description(
      "Make a tenant with its owner and the owner's first API key, which is shown now and never again.",
    )
    .requiredOption('--name <name>', 'name of the tenant')
    .requiredOption('--owner-email <email>', 'email address of its owner')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  valetkey tenant create --name Acme --owner-email owner@acme.test --json\n',
    )
    .action(async ({ name, ownerEmail, json }: Printed & { name: string; ownerEmail: string }) => {
      const made = await withPlatform(environment, async (services) => {
        services.schemas.check('tenant.create', { data: { type: 'tenant', attributes: { name } } });
        assertEmail(ownerEmail);
        return foundTenant(services, { name, ownerEmail });
      });
      print(
        io,
        {
          tenant_id: made.tenant.id,
          user_id: made.owner.user_id,
          email: made.owner.email,
          api_key: made.apiKey,
        },
        json,
      );
    });
  return new Command('tenant').description('Tenants: the customers of the platform.').addCommand(create);
}

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
        const password = passwordStdin === true ? await readPassword(io) : undefined;
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
        const user = await findUserByEmail(db, email);
        if (user === undefined) throw new AppError('not_found', `--email: there is no user ${email}.`);
        return linkFor(environment, await newPasswordLink(db, user.id, services.clock()));
      });
      print(io, { email, password_link }, json);
    });
  return new Command('user').description('People, as users of a tenant.').addCommand(create).addCommand(link);
}

export function apiKeyCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description('Make an API key for a user of a tenant. It is shown now and never again.')
    .requiredOption('--tenant <id>', 'id of the tenant')
    .requiredOption('--email <email>', 'email address of the user')
    .option('--name <name>', 'what the key is for')
    .option('--expires-at <time>', 'when it ends by itself, such as 2027-01-31T00:00:00Z')
    .option('--json', 'print JSON')
    .action(
      async ({
        tenant,
        email,
        name,
        expiresAt,
        json,
      }: Printed & { tenant: string; email: string; name?: string; expiresAt?: string }) => {
        if (expiresAt !== undefined && Number.isNaN(Date.parse(expiresAt)))
          throw new AppError('validation_failed', '--expires-at takes a time such as 2027-01-31T00:00:00Z.');
        const key = await withPlatform(environment, async (services) => {
          await dbOf(services, tenant);
          const query = { ...EMPTY_QUERY, filter: { email } };
          const { rows } = await services.perform(services.users.list, callTo(tenant), {
            ...inputOf({ data: { type: 'user' } }),
            query,
          });
          if (rows[0] === undefined) throw new AppError('not_found', `The tenant has no user ${email}.`);
          const attributes = {
            ...(name !== undefined && { name }),
            ...(expiresAt !== undefined && { expires_at: expiresAt }),
          };
          const relationships = { user: { data: { type: 'user' as const, id: rows[0].user_id } } };
          const data = { type: 'api-key' as const, attributes, relationships };
          return services.perform(services.apiKeys.create, callTo(tenant), inputOf({ data }));
        });
        const expires_at = key.expires_at === null ? null : new Date(key.expires_at).toISOString();
        print(
          io,
          {
            tenant_id: tenant,
            user_id: key.user_id,
            email,
            api_key_id: key.id,
            api_key: key.api_key,
            expires_at,
          },
          json,
        );
      },
    );
  return new Command('api-key').description('API keys: what email:apikey uses.').addCommand(create);
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

async function readPassword(io: CommandIo): Promise<string> {
  const password = (await io.readStdin()).toString('utf8').replace(/\r?\n$/, '');
  const fault = passwordFault(password, password);
  if (fault !== undefined) throw new AppError('validation_failed', `--password-stdin: ${fault}`);
  return password;
}

function linkFor(environment: Environment, token: string): string {
  return `${loadSettings(environment).publicUrl}/password?token=${token}`;
}

async function dbOf(services: Services, tenant: string) {
  const platform = platformDb(services.database);
  if (!isId(tenant) || !(await services.tenants.exists(platform, tenant)))
    throw new AppError('not_found', `--tenant: there is no tenant ${tenant}. Tenants are named by their id.`);
  return tenantDb(platform, tenant);
}

function callTo(tenantId: string) {
  return { actor: systemActor(tenantId), tenantId, requestId: null };
}

function inputOf<Document>(document: Document) {
  return { params: {}, query: EMPTY_QUERY, document, ifMatch: undefined };
}

function assertEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new AppError('validation_failed', `"${email}" is not an email address.`);
}
