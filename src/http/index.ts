/**
 * What every answer carries (`security-headers.ts`), the server that sends it (`server.ts`), and the only way out
 * to third parties (`outbound.ts`), which connects to public addresses alone (`address-guard.ts`). Pages for people
 * are in `page.ts`.
 */
export { faultPage } from './fault-page.ts';
export { FormError, readFields, readForm, readFormText, readQueryFields, type Fields } from './forms.ts';
export { OutboundError } from './outbound-error.ts';
export { createOutbound, type Outbound, type OutboundAnswer, type OutboundRequest } from './outbound.ts';
export { html, sendOn, sendPage, type Html, type Page } from './page.ts';
export { dataHeaders, pageHeaders } from './security-headers.ts';
export { createHttpServer, stopServer } from './server.ts';
