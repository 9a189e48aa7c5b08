import type { ApiRecord } from '../api/records.ts';

export interface FlowNode {
  id: string;
  component_id: string;
  name?: string;
  credentials_id?: string | null;
}

export interface FlowEdge {
  source: string;
  target: string;
}

export interface FlowGraph {
  nodes: FlowNode[];
  edges: FlowEdge[];
}

export interface FlowRecord extends ApiRecord {
  name: string;
  description: string | null;
  status: 'draft' | 'active' | 'stopped';
  target_url: string | null;
  graph: FlowGraph;
}
