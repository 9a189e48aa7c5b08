// The package's main module would load the whole page into this process; its folder is all that is needed.
declare module 'swagger-ui-dist/absolute-path.js' {
  export default function getAbsoluteFSPath(): string;
}
