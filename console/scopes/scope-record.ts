import type { Scope } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type ScopeRecord = RecordOf<Scope>;
