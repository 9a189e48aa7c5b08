/** The largest component.json that is read, in bytes (2 MiB); the largest known in the wild has 186 KB. */
export const MAX_DESCRIPTOR_BYTES = 2 * 1024 * 1024;

/** How deep objects and arrays may nest. Known files stay below 30; readers of JSON recurse. */
export const MAX_DESCRIPTOR_DEPTH = 200;

/** How many variables a descriptor may declare. */
export const MAX_VARIABLES = 500;

/** How many findings of one kind are reported; a hostile file could have a hundred thousand. */
export const MAX_FINDINGS = 50;
