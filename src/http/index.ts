/**
 * Reading request bodies (`body.ts`), response headers (`security-headers.ts`), the HTTP server (`server.ts`), and the
 * only client for outbound requests (`outbound.ts`), which only connects to public addresses (`address-guard.ts`). HTML
 * pages are in `page.ts`.
 */
export { isBasicOf, readBasic } from './basic.ts';
export { createBrand } from './brand.ts';
export { brandRouter } from './brand-router.ts';
export { createBodyReader, type BodyReader } from './body.ts';
export { clientAddressOf, sourceOf, type ClientAddress } from './client-address.ts';
export { forwardedCertificateOf, type ForwardedCertificate } from './forwarded-certificate.ts';
export { sendErrorPage } from './error-page.ts';
export { FormError, readFields, readForm, readFormText, readQueryFields, type Fields } from './forms.ts';
export type { ClientCertificate } from './guarded-connect.ts';
export { CertificateError, readAuthorities, readKeyPair, type CertificateFault } from './key-pair.ts';
export { OutboundError } from './outbound-error.ts';
export { pemBlocks } from './pem.ts';
export { retryAfterOf } from './retry-after.ts';
export { createOutbound, type Outbound, type OutboundResponse, type OutboundRequest } from './outbound.ts';
export { redirectUrl, reservedParametersIn } from './redirect-url.ts';
export { html, sendRedirect, sendPage, type Html } from './page.ts';
export { dataHeaders, referenceHeaders, setPageHeaders } from './security-headers.ts';
export { createHttpServer, stopServer } from './server.ts';
