import type {
  DeduplicationByBody,
  DeduplicationByExpression,
  DeduplicationById,
  JsonataParser,
  NoDeduplication,
  NoService,
} from '../../schema/index.ts';

/** A parser as validated by `schemas/webhook-parser.json`. */
export type Parser = NoService | JsonataParser;

/** A rule as validated by `schemas/webhook-deduplication.json`. */
export type Deduplication =
  DeduplicationById | DeduplicationByBody | DeduplicationByExpression | NoDeduplication;

export type Format = JsonataParser['format'];

/** A received request. */
export interface Sample {
  /** The exact bytes received. */
  body: Buffer;
  contentType: string | null;
  /** As Node.js provides them. The expression sees only some of them (`headers.ts`). */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface ParsedEvent {
  /** What happened; 1 to 255 characters. */
  type: string | null;
  /** The sender's ID for the event; 1 to 255 characters. */
  id: string | null;
  /** The sender's ID for the user that the event is about; 1 to 500 characters. */
  user: string | null;
  /** Any JSON value. Integers with 16 or more digits are strings, so that no digit is lost. */
  data: unknown;
}

export type Parsed =
  /** At least one event; null: the request is delivered unchanged, as one event. */
  | { ok: true; events: [ParsedEvent, ...ParsedEvent[]] | null }
  /** A sentence for the tenant's admin that contains nothing from the body. */
  | { ok: false; reason: string };
