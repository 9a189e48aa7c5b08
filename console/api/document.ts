/** A JSON:API document, as far as the console reads it. */
export interface Document {
  data: Resource | Resource[];
  included?: Resource[];
  meta?: { total?: number };
  links?: Record<string, string | null>;
}

export interface Resource {
  type: string;
  id: string;
  attributes?: Record<string, unknown>;
  relationships?: Record<string, { data?: { type: string; id: string } | null }>;
}
