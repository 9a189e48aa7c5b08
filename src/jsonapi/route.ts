import type { Action } from '../actions/index.ts';
import type { ResourceDocument } from './body.ts';
import type { Query, QueryRules } from './query.ts';
import type { Collection, LogSlice, ResourceView } from './resource.ts';

/** What every action behind a route gets. Params are the path's, checked to be ids. */
export interface Input<Document = ResourceDocument> {
  params: Readonly<Record<string, string>>;
  query: Query;
  /** The checked document of a POST, PATCH or PUT. */
  document: Document;
  /** The versions that If-Match takes; undefined when any will do. */
  ifMatch: readonly number[] | undefined;
}

/** A related resource that `include` can bring along: which records' ids to take, and the action that reads them. */
export interface Includable<R> {
  ids(record: R): string | null | undefined;
  view: ResourceView<never>;
  action: Action<{ ids: string[] }, object[]>;
}

interface RouteBase<R> {
  /** Below /v2, with `:tenant` for the tenant. */
  path: string;
  view: ResourceView<R>;
  query?: QueryRules;
  include?: Readonly<Record<string, Includable<R>>>;
  /** For clients that take nothing but `application/json`, whatever is in it. */
  plainJson?: true;
}

interface BodyRules {
  /** Further spellings of the type that are accepted, such as the deprecated `flow` of the original documentation. */
  typeAliases?: readonly string[];
}

/** One address and method, and the action behind it. A route without an action, and so without a permission, does not compile. */
export type Route<R = never> =
  | (RouteBase<R> & {
      method: 'get' | 'post';
      answer: 'rendered';
      action: Action<Input, R>;
      render(record: R): string;
    })
  | (RouteBase<R> & { method: 'get'; answer: 'resource'; action: Action<Input, R> })
  /** A POST that does something, with a document where the action has a schema, and answers with what came of it. */
  | (RouteBase<R> & { method: 'post'; answer: 'resource'; action: Action<Input, R> })
  | (RouteBase<R> & { method: 'get'; answer: 'collection'; action: Action<Input, Collection<R>> })
  | (RouteBase<R> & { method: 'get'; answer: 'log'; action: Action<Input, LogSlice<R>> })
  | (RouteBase<R> &
      BodyRules & {
        method: 'post';
        answer: 'created';
        action: Action<Input, R>;
        onceOnly?: readonly string[];
      })
  | (RouteBase<R> & BodyRules & { method: 'patch' | 'put'; answer: 'resource'; action: Action<Input, R> })
  | (RouteBase<R> & { method: 'delete'; answer: 'none'; action: Action<Input, void> });

/** Keeps the record type of a feature's table of routes, then forgets it: the router treats all alike. */
export function routes<R>(table: readonly Route<R>[]): readonly Route[] {
  return table as unknown as readonly Route[];
}
