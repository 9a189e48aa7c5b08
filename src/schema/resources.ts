import type { MEMBERS, WRITTEN, WrittenResources } from './members.ts';

export type ResourceType = keyof typeof MEMBERS;

/** A resource whose schema declares how its attributes are written. */
export type WrittenType = keyof typeof WRITTEN;

/** The name of an attribute that responses return as it was set. */
export type PlainName<T extends WrittenType> = (typeof WRITTEN)[T]['plain'][number];

type Attributes<T extends WrittenType> = NonNullable<WrittenResources[T]['attributes']>;

/** The plain attributes as a record contains them. */
export type PlainAttributes<T extends WrittenType> = {
  [K in PlainName<T> & keyof Attributes<T>]-?: Exclude<Attributes<T>[K], undefined>;
};
