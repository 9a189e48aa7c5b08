import type { User } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type UserRecord = RecordOf<User>;
