import type { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import type { CommandIo } from './io.ts';

/** Arguments of every command. */
interface CommandContext {
  io: CommandIo;
  environment: Environment;
  /** How the program was started, for the commands that it prints. */
  startedAs: string;
}

/** A command of the program. Its code is loaded only when it runs. */
interface CommandEntry {
  name: string;
  description: string;
  load(given: CommandContext): Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    description:
      'Migrate the database and start the server. Create a demo tenant in an empty database, except in production.',
    load: async ({ io, environment, startedAs }) =>
      (await import('./server-commands.ts')).serveCommand(io, environment, startedAs),
  },
  {
    name: 'migrate',
    description: 'Migrate the database schema.',
    load: async ({ io, environment }) => (await import('./migrate.ts')).migrateCommand(io, environment),
  },
  {
    name: 'demo',
    description:
      'Create the demo tenant in an empty database and print example commands. Not available in production.',
    load: async ({ io, environment, startedAs }) =>
      (await import('./server-commands.ts')).demoCommand(io, environment, startedAs),
  },
  {
    name: 'tenant',
    description: 'Manage tenants.',
    load: async ({ io, environment }) => (await import('./tenants.ts')).tenantCommand(io, environment),
  },
  {
    name: 'user',
    description: 'Manage users of a tenant.',
    load: async ({ io, environment }) => (await import('./users.ts')).userCommand(io, environment),
  },
  {
    name: 'api-key',
    description: 'Manage API keys.',
    load: async ({ io, environment }) => (await import('./api-keys.ts')).apiKeyCommand(io, environment),
  },
  {
    name: 'component',
    description: 'Check and migrate component.json files.',
    load: async ({ io }) => (await import('./component.ts')).componentCommand(io),
  },
  {
    name: 'provider',
    description: 'Check files that describe providers.',
    load: async ({ io }) => (await import('./provider.ts')).providerCommand(io),
  },
  {
    name: 'sender',
    description: 'Check files with sender presets.',
    load: async ({ io }) => (await import('./sender.ts')).senderCommand(io),
  },
  {
    name: 'listen',
    description: "Forward a webhook's events to a URL on this machine, for development.",
    load: async ({ io, environment }) => (await import('./listen.ts')).listenCommand(io, environment),
  },
  {
    name: 'trigger',
    description: 'Send a sample of a sender preset, signed now, to an endpoint.',
    load: async ({ io, environment }) => (await import('./trigger.ts')).triggerCommand(io, environment),
  },
  {
    name: 'keys',
    description: "Manage the master keys that encrypt the tenants' data keys.",
    load: async ({ io, environment }) => (await import('./keys.ts')).keysCommand(io, environment),
  },
  {
    name: 'backup',
    description: 'Copy the SQLite database to a file while the server keeps running.',
    load: async ({ io, environment }) => (await import('./backup.ts')).backupCommand(io, environment),
  },
  {
    name: 'restore',
    description: 'Replace the SQLite database by a backup, while the server is stopped.',
    load: async ({ io, environment }) => (await import('./backup.ts')).restoreCommand(io, environment),
  },
  {
    name: 'doctor',
    description:
      'Print the current settings, without secrets, and check everything that the server needs to start: files, folders, ' +
      'port, database, clock and master keys. Nothing is changed. The exit code is 1 if a check fails.',
    load: async ({ io, environment, startedAs }) =>
      (await import('./doctor.ts')).doctorCommand(io, environment, startedAs),
  },
];
