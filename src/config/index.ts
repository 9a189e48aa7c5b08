/**
 * The table of all settings with their defaults (`settings.ts`), where they come from (`sources.ts`), and how they are read (`load.ts`), validated
 * (`validate.ts`) and shown (`describe.ts`).
 */
export { databasePlace, describeSettings, sqliteFile } from './describe.ts';
export { loadSettings, SettingsError } from './load.ts';
export { settingWarnings } from './misspelled-settings.ts';
export { defaultText, SETTINGS, type Settings } from './settings.ts';
export type { Environment } from './sources.ts';
