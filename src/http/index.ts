/** What every answer carries (`security-headers.ts`) and the server that sends it (`server.ts`). */
export { dataHeaders, pageHeaders } from './security-headers.ts';
export { createHttpServer, stopServer } from './server.ts';
