/** Maximum size of the text in bytes: 2 MiB. */
export const MAX_TEXT_BYTES = 2 * 1024 * 1024;

/**
 * Maximum size of a request body that contains a component.json, so that the text's own limit decides. In a JSON string,
 * line breaks and quotes take twice their size, and the rest of the document needs some space.
 */
export const MAX_REQUEST_BYTES = 2 * MAX_TEXT_BYTES + 64 * 1024;

/**
 * Maximum size of a component.json in bytes, not counting whitespace, so that the formatting does not matter: 1 MiB.
 * The largest known files are 600 KB.
 */
export const MAX_DESCRIPTOR_BYTES = 1024 * 1024;

/** Maximum nesting depth. Request bodies can have 64 levels, and the descriptor is four levels down. */
export const MAX_DESCRIPTOR_DEPTH = 60;

/** Maximum number of entries of an object or array, as in every request body. */
export const MAX_ENTRIES = 10_000;

/** Maximum number of variables of a descriptor. */
export const MAX_VARIABLES = 500;

/** Maximum number of reported findings per kind; a malicious file could cause 100,000. */
export const MAX_FINDINGS = 50;
