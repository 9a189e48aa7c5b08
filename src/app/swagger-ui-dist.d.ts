declare module 'swagger-ui-dist' {
  /** The folder of the files to serve. */
  export function getAbsoluteFSPath(): string;
  const swaggerUi: { getAbsoluteFSPath: typeof getAbsoluteFSPath };
  export default swaggerUi;
}
