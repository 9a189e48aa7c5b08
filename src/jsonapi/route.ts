import type { Action, ReadAction } from '../actions/index.ts';
import type { ResourceDocument } from './body.ts';
import type { MessageSource } from './event-stream.ts';
import type { Query, QueryRules } from './query.ts';
import type { Collection, LogSlice, ResourceView } from './resource.ts';

/** The input of every action behind a route. Path params have been checked to be IDs or names. */
export interface Input<Document = ResourceDocument> {
  params: Readonly<Record<string, string>>;
  query: Query;
  /** The validated document of a POST, PATCH or PUT. */
  document: Document;
  /** The raw bytes of the body, for the few actions that need what parsing loses. */
  body?: Buffer | undefined;
  /** The versions that If-Match allows; undefined if it allows any. */
  ifMatch: readonly number[] | undefined;
  /** The last message that the client of a stream received. */
  lastEventId?: string | undefined;
}

/** A related resource that `include` can request: which IDs to read for a record, and the action that reads them. */
interface Includable<R> {
  ids(record: R): string | null | undefined;
  view: ResourceView<never>;
  action: Action<{ ids: string[] }, object[]>;
}

interface RouteBase<R> {
  /** The path below /v2, with `:tenant` for the tenant. */
  path: string;
  view: ResourceView<R>;
  query?: QueryRules;
  /** Maximum size of the body in bytes, if it is not the default. */
  bodyLimit?: number;
  include?: Readonly<Record<string, Includable<R>>>;
  /** Respond with `application/json`, for clients that accept nothing else. */
  plainJson?: true;
}

interface BodyRules<R> {
  /** Reads the resource before it is changed, if no GET with the same path does. */
  current?: ReadAction<Input, R>;
  /** Whether the client chooses the ID, because it is a readable name. */
  isIdChosen?: true;
  /** Other accepted names of the type, such as the deprecated `flow` for an OAuth client. */
  typeAliases?: readonly string[];
}

/**
 * One path and method, and the action behind it. A route without an action, and so without a permission, does not
 * compile.
 */
export type Route<R = never> =
  | (RouteBase<R> & {
      method: 'get' | 'post';
      response: 'rendered';
      action: Action<Input, R>;
      render(record: R): string;
    })
  | (RouteBase<R> & { method: 'get'; response: 'resource'; action: Action<Input, R> })
  /** A POST that performs an operation, with a document if the action has a schema, and returns the result. */
  | (RouteBase<R> & { method: 'post'; response: 'resource'; action: Action<Input, R> })
  | (RouteBase<R> & { method: 'get'; response: 'collection'; action: Action<Input, Collection<R>> })
  | (RouteBase<R> & {
      method: 'get';
      response: 'log';
      action: Action<Input, LogSlice<R>>;
      /** Sends new entries as server-sent events to clients that ask for them; requires the same permission. */
      stream?: ReadAction<Input, MessageSource>;
    })
  | (RouteBase<R> &
      BodyRules<R> & {
        method: 'post';
        response: 'created';
        action: Action<Input, R>;
      })
  | (RouteBase<R> &
      BodyRules<R> & { method: 'patch' | 'put'; response: 'resource'; action: Action<Input, R> })
  | (RouteBase<R> & { method: 'delete'; response: 'none'; action: Action<Input, void> });

/** Checks the record type within a feature's route table, then erases it: the router treats all routes alike. */
export function routes<R>(table: readonly Route<R>[]): readonly Route[] {
  return table as unknown as readonly Route[];
}
