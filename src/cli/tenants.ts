import { Command } from 'commander';
import { createTenant } from '../app/create-tenant.ts';
import type { Environment } from '../config/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { UsageError } from './faults.ts';
import type { CommandIo } from './io.ts';
import { allTenants, callTo, dbOf, WITHOUT_DOCUMENT } from './operator.ts';
import { print, printRows, type OutputOptions } from './output.ts';
import { emailAddress, tenantId } from './values.ts';
import { withCore } from './with-core.ts';

export function tenantCommand(io: CommandIo, environment: Environment): Command {
  const create = new Command('create')
    .description("Create a tenant with its owner and the owner's first API key. The key is shown only once.")
    .requiredOption('--name <name>', 'name of the tenant')
    .requiredOption('--owner-email <email>', 'email address of the owner', emailAddress)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  valetkey tenant create --name Acme --owner-email owner@acme.test --json\n',
    )
    .action(async ({ name, ownerEmail, json }: OutputOptions & { name: string; ownerEmail: string }) => {
      const made = await withCore(
        io,
        environment,
        async (core) => {
          core.schemas.check('tenant.create', { data: { type: 'tenant', attributes: { name } } });
          return createTenant(core, { name, ownerEmail });
        },
        { create: true },
      );
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
  const list = new Command('list')
    .description('List all tenants.')
    .option('--json', 'print JSON')
    .action(async ({ json }: OutputOptions) => {
      const tenants = await withCore(io, environment, allTenants);
      const rows = tenants.map(({ id, name, created_at }) => ({
        id,
        name,
        created_at: toRfc3339(created_at),
      }));
      printRows(io, 'tenants', rows, json);
    });
  const remove = new Command('delete')
    .description('Delete a tenant and everything in it. This cannot be undone.')
    .argument('<tenant>', 'ID of the tenant', tenantId)
    .option('--yes', 'skip the confirmation prompt')
    .option('--json', 'print JSON')
    .action(async (id: string, { yes, json }: OutputOptions & { yes?: boolean }) => {
      if (yes !== true && io.ask === undefined)
        throw new UsageError(
          'Cannot ask for confirmation without a terminal. Pass --yes to delete the tenant.',
        );
      const name = await withCore(io, environment, async (core) => {
        await dbOf(core, id, 'tenant');
        const tenant = await core.perform(core.tenants.get, callTo(id), WITHOUT_DOCUMENT);
        if (yes !== true) await confirm(io, tenant.name);
        await core.perform(core.tenants.remove, callTo(id), WITHOUT_DOCUMENT);
        return tenant.name;
      });
      print(io, { deleted_tenant_id: id, name }, json);
    });
  return new Command('tenant').addCommand(create).addCommand(list).addCommand(remove);
}

/** @throws Error unless the user enters the tenant's name */
async function confirm(io: CommandIo, name: string): Promise<void> {
  const answer = await io.ask!(
    `This deletes the tenant "${name}" and everything in it. Enter its name to confirm: `,
  );
  if (answer.trim() !== name.trim()) throw new Error('The name does not match. Nothing was deleted.');
}
