/** Work off the request path: what comes round again (`periodic.ts`), and when things were last used (`use-notes.ts`). */
export { startPeriodic, type Periodic } from './periodic.ts';
export { createUseNotes, type UseNotes } from './use-notes.ts';
