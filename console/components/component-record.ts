import type { Component } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type ComponentRecord = RecordOf<Component, 'descriptor'>;
