import type { Authorization } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type AuthorizationRecord = RecordOf<Authorization>;
