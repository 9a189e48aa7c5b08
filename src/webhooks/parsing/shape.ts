import type { JsonataParser, NoService } from '../../schema/index.ts';

/** What `schemas/webhook-parser.json` lets through. */
export type Parser = NoService | JsonataParser;

export type Format = JsonataParser['format'];

/** What has arrived. */
export interface Sample {
  /** As it came, byte for byte. */
  body: Buffer;
  contentType: string | null;
  /** As node gives them. The expression sees few of them (`headers.ts`). */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface ParsedEvent {
  /** What happened; 1 to 255 characters. */
  type: string | null;
  /** By which the sender tells events apart; 1 to 255 characters. */
  id: string | null;
  /** Whom it concerns, in the sender's words; 1 to 500 characters. */
  user: string | null;
  /** Any JSON value. Integers of 16 digits and more are texts, so that none is lost. */
  data: unknown;
}

export type Parsed =
  /** null: it goes on as it came. */
  | { ok: true; event: ParsedEvent | null }
  /** A sentence for the tenant's admin, with nothing of the body in it. */
  | { ok: false; reason: string };
