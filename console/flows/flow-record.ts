import type { Flow } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export interface FlowNode {
  id: string;
  component_id: string;
  name?: string;
  credentials_id?: string | null;
}

interface FlowEdge {
  source: string;
  target: string;
}

export interface FlowGraph {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export type FlowRecord = RecordOf<Flow>;
