/** Makes a resource by its path below the tenant's, "oauth-clients" for instance. @returns its id */
export type Make = (path: string, attributes: object, relationships?: object) => Promise<string>;

/** Fills a part of the tenant. @returns the addresses of its pages below the tenant's, by the name of their picture */
export type Furnish = (make: Make) => Promise<Record<string, string>>;
