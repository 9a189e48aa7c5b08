import { Command } from 'commander';
import { foundTenant } from '../app/found-tenant.ts';
import type { Environment } from '../config/index.ts';
import { AppError } from '../errors.ts';
import { EMPTY_QUERY } from '../jsonapi/index.ts';
import { callTo, dbOf, inputOf, print, type Printed } from './acting.ts';
import type { CommandIo } from './io.ts';
import { withPlatform } from './with-platform.ts';

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

function assertEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new AppError('validation_failed', `"${email}" is not an email address.`);
}
