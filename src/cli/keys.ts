import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import { rewrapTenantKeys } from '../tenants/index.ts';
import type { CommandIo } from './io.ts';
import { withPlatform } from './with-platform.ts';

export function keysCommand(io: CommandIo, environment: Environment): Command {
  const rotate = new Command('rotate')
    .description(
      "Add a master key and wrap every tenant's data key under it, while servers go on. A run that was cut off is finished by the next.",
    )
    .option('--resume', 'add no key: only finish wrapping under the current one')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nWith MASTER_KEY set, put the new key in front of the old one yourself (MASTER_KEY=new,old), restart every\n' +
        'process, and run `valetkey keys rotate`: it adds none then, and wraps under the first.\n' +
        'Old keys stay in the key file until you remove them; `valetkey doctor` says which are still needed.\n',
    )
    .action(async ({ resume, json }: { resume?: boolean; json?: boolean }) => {
      const result = await withPlatform(environment, async ({ database, masterKeys }) => {
        const added = resume !== true && masterKeys.canAdd ? masterKeys.add().id : null;
        const wrapped = await rewrapTenantKeys(database, masterKeys, (done) => {
          if (json !== true) io.stderr(`${done} keys wrapped\n`);
        });
        return { current: masterKeys.current().id, added, wrapped };
      });
      const said = `Master key ${result.current} is current${result.added === null ? '' : ' (new)'}; ${result.wrapped} tenant keys were wrapped under it.\n`;
      io.stdout(json === true ? `${JSON.stringify(result)}\n` : said);
    });
  return new Command('keys')
    .description("Master keys, under which the tenants' data keys are wrapped.")
    .addCommand(rotate);
}
