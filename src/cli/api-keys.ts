import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import { AppError } from '../errors.ts';
import { timeOrNull } from '../system/clock.ts';
import type { CommandIo } from './io.ts';
import { callTo, dbOf, inputOf, listAll, userOf, WITHOUT_DOCUMENT } from './operator.ts';
import { print, printRows, type OutputOptions } from './output.ts';
import { apiKeyId, emailAddress, tenantId, time } from './values.ts';
import { withCore } from './with-core.ts';

export function apiKeyCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description('Create an API key for a user of a tenant. It is shown only once.')
    .requiredOption('--tenant <id>', 'ID of the tenant', tenantId)
    .requiredOption('--email <email>', 'email address of the user', emailAddress)
    .option('--name <name>', 'name of the key')
    .option('--expires-at <time>', 'when the key expires, such as 2027-01-31T00:00:00Z', time)
    .option('--json', 'print JSON')
    .action(
      async ({
        tenant,
        email,
        name,
        expiresAt,
        json,
      }: OutputOptions & { tenant: string; email: string; name?: string; expiresAt?: string }) => {
        const key = await withCore(io, environment, async (core) => {
          await dbOf(core, tenant);
          const user = await userOf(core, tenant, email);
          const attributes = {
            ...(name !== undefined && { name }),
            ...(expiresAt !== undefined && { expires_at: expiresAt }),
          };
          const relationships = { user: { data: { type: 'user' as const, id: user.user_id } } };
          const data = { type: 'api-key' as const, attributes, relationships };
          return core.perform(core.apiKeys.create, callTo(tenant), inputOf({ data }));
        });
        const expires_at = timeOrNull(key.expires_at);
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
  const list = new Command('list')
    .description("List a tenant's API keys. The keys themselves are not shown.")
    .requiredOption('--tenant <id>', 'ID of the tenant', tenantId)
    .option('--email <email>', 'only keys of this user', emailAddress)
    .option('--json', 'print JSON')
    .action(async ({ tenant, email, json }: OutputOptions & { tenant: string; email?: string }) => {
      const rows = await withCore(io, environment, async (core) => {
        await dbOf(core, tenant);
        const user = email === undefined ? undefined : await userOf(core, tenant, email);
        const members = await listAll(core, core.users.list, tenant);
        const emails = new Map(members.map((member) => [member.user_id, member.email]));
        const filter: Record<string, string> = user === undefined ? {} : { user: user.user_id };
        const keys = await listAll(core, core.apiKeys.list, tenant, filter);
        return keys.map((key) => ({
          id: key.id,
          prefix: key.prefix,
          email: emails.get(key.user_id) ?? null,
          name: key.name,
          created_at: timeOrNull(key.created_at),
          last_used_at: timeOrNull(key.last_used_at),
          expires_at: timeOrNull(key.expires_at),
        }));
      });
      printRows(io, 'api_keys', rows, json);
    });
  const revoke = new Command('revoke')
    .description('Revoke an API key. It stops working immediately.')
    .argument('<api-key>', 'ID of the key, as `api-key list` prints it', apiKeyId)
    .requiredOption('--tenant <id>', 'ID of the tenant', tenantId)
    .option('--json', 'print JSON')
    .action(async (id: string, { tenant, json }: OutputOptions & { tenant: string }) => {
      await withCore(io, environment, async (core) => {
        await dbOf(core, tenant);
        const input = { ...WITHOUT_DOCUMENT, params: { id } };
        await core.perform(core.apiKeys.remove, callTo(tenant), input).catch((error: unknown) => {
          throw error instanceof AppError && error.code === 'not_found' ? keyNotFound(id) : error;
        });
      });
      print(io, { tenant_id: tenant, revoked_api_key_id: id }, json);
    });
  return new Command('api-key').addCommand(create).addCommand(list).addCommand(revoke);
}

function keyNotFound(id: string): AppError {
  return new AppError(
    'not_found',
    `The tenant has no API key with the ID ${id}. \`valetkey api-key list\` lists them.`,
  );
}
