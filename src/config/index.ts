/** Settings: the table of all of them (`settings.ts`) and how they are read and checked (`load.ts`). */
export { describeSettings, loadSettings, SettingsError, type Environment } from './load.ts';
export { SETTINGS, type Settings } from './settings.ts';
