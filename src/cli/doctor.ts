import { Command } from 'commander';
import { databasePlace, describeSettings, loadSettings, type Environment } from '../config/index.ts';
import type { CommandIo } from './io.ts';
import { checkEnvironment, type Check } from './preflight.ts';
import { checkDatabase, type DatabaseReport } from './preflight-database.ts';
import { printDatabase } from './output.ts';
import { pasteable } from './started-as.ts';
import { pluralize } from '../system/pluralize.ts';

/** Prints the settings without secrets and checks whether the server would start. Creates no key, file or table. */
export function doctorCommand(io: CommandIo, environment: Environment, startedAs: string): Command {
  return new Command('doctor')
    .option('--running', 'the server is already running, so do not check the port')
    .option('--json', 'print JSON')
    .action(async ({ json, running }: { json?: boolean; running?: boolean }) => {
      const settings = loadSettings(environment);
      const rows = describeSettings(settings);
      printDatabase(io, databasePlace(settings));
      const around = await checkEnvironment(settings, environment);
      const report = await checkDatabase(settings);
      const checks = [...around, ...report.checks]
        .filter(({ check }) => running !== true || check !== 'port')
        .map((check) => ({ ...check, detail: pasteable(check.detail, startedAs) }));
      const { dialect, pending, masterKeys } = report;
      const good = checks.every(({ status }) => status !== 'error');
      io.stdout(
        json === true
          ? `${JSON.stringify({ ok: good, settings: rows, database: dialect, pending_migrations: pending, master_keys: masterKeys, checks })}\n`
          : `${table(rows)}\n${checks.map(line).join('')}\n${pasteable(stateOf(report), startedAs)}`,
      );
      if (!good) io.setExitCode(1);
    });
}

function table(rows: { env: string; value: string; description: string }[]): string {
  const width = Math.max(...rows.map(({ env }) => env.length));
  return rows
    .map(({ env, value, description }) => `${env.padEnd(width)}  ${value}  (${description})\n`)
    .join('');
}

function line({ check, status, detail }: Check): string {
  return `${status.padEnd(7)}  ${check.padEnd(11)}  ${detail}\n`;
}

function stateOf({ dialect, exists, pending, masterKeys, checks }: DatabaseReport): string {
  if (checks.some(({ check, status }) => check === 'database' && status === 'error')) return '';
  if (!exists) return 'The database does not exist yet; the first start creates it.\n';
  const schema =
    pending.length === 0 ? 'its schema is up to date' : `has pending migrations: ${pending.join(', ')}`;
  const lines = masterKeys.map(({ id, current, needed, tenant_keys }) => {
    const spare = needed || current ? '' : '; it is no longer needed. To remove it, run: valetkey keys prune';
    return `Master key ${id}: ${current ? 'current, ' : ''}wraps ${pluralize(tenant_keys, 'tenant key')}${spare}.\n`;
  });
  return `The database (${dialect}) is reachable and ${schema}.\n${lines.join('')}`;
}
