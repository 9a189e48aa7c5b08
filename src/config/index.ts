/** The table of all settings (`settings.ts`), and how they are read and validated (`load.ts`). */
export {
  databasePlace,
  describeSettings,
  loadSettings,
  SettingsError,
  sqliteFile,
  type Environment,
} from './load.ts';
export { settingWarnings } from './unknown.ts';
export { SETTINGS, type Settings } from './settings.ts';
