import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import { pruneMasterKeys, rewrapTenantKeys } from '../tenants/index.ts';
import type { CommandIo } from './io.ts';
import { withCore } from './with-core.ts';
import { pluralize } from '../system/pluralize.ts';

export function keysCommand(io: CommandIo, environment: Environment): Command {
  const rotate = new Command('rotate')
    .description(
      "Add a master key and rewrap each tenant's data key with it. Servers can keep running. If interrupted, run it again to finish.",
    )
    .option('--resume', 'do not add a key; only rewrap with the current one')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nIf MASTER_KEY is set, add the new key before the old one (MASTER_KEY=new,old), restart every process, and run\n' +
        '`valetkey keys rotate`. It then adds no key and rewraps with the first one.\n' +
        'Old keys stay in the key file until `valetkey keys prune`. `valetkey doctor` shows which are still needed.\n',
    )
    .action(async ({ resume, json }: { resume?: boolean; json?: boolean }) => {
      const result = await withCore(io, environment, async ({ database, masterKeys }) => {
        const added = resume !== true && masterKeys.canAdd ? masterKeys.add().id : null;
        const wrapped = await rewrapTenantKeys(database, masterKeys, (done) => {
          if (json !== true) io.stderr(`${pluralize(done, 'key')} rewrapped\n`);
        });
        return { current: masterKeys.current().id, added, wrapped };
      });
      const said = `Master key ${result.current} is current${result.added === null ? '' : ' (new)'}. ${pluralize(result.wrapped, 'tenant key')} rewrapped with it.\n`;
      io.stdout(json === true ? `${JSON.stringify(result)}\n` : said);
    });
  const prune = new Command('prune')
    .description('Remove master keys that are no longer needed from the key file.')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nBackups from before the last rotation need the old keys, so keep a copy of the key file with each backup.\n' +
        'Keys in MASTER_KEY are not removed; edit the setting instead.\n',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const result = await withCore(io, environment, async ({ database, masterKeys }) => {
        const removed = await pruneMasterKeys(database, masterKeys);
        return { current: masterKeys.current().id, removed };
      });
      const said =
        result.removed.length === 0 ? 'No master keys to remove.' : `Removed: ${result.removed.join(', ')}.`;
      io.stdout(json === true ? `${JSON.stringify(result)}\n` : `${said}\n`);
    });
  return new Command('keys').addCommand(rotate).addCommand(prune);
}
