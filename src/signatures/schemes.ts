import type { MetaVerification, NamedVerification } from '../schema/index.ts';
import type { SignatureScheme } from './signature-scheme.ts';

export type SchemeName = NamedVerification['type'] | MetaVerification['type'];

const TOLERANCE = 300; // seconds; what the senders themselves recommend

/**
 * The schemes of well-known senders. GitHub and Shopify sign neither the ID nor a timestamp, and Meta sends neither, so
 * a recorded request from these three can be replayed with another ID or without one.
 */
export const SCHEMES: Readonly<Record<SchemeName, SignatureScheme & { header: string }>> = {
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
  standard_webhooks: {
    header: 'webhook-signature',
    algorithm: 'sha256',
    encoding: 'base64',
    // With the comma: v1a is a different kind, with asymmetric keys.
    prefix: 'v1,',
    separator: ' ',
    signed: '{id}.{timestamp}.{body}',
    key: 'base64',
    keyPrefix: 'whsec_',
    timestamp: { header: 'webhook-timestamp', unit: 's', tolerance: TOLERANCE },
    id: { header: 'webhook-id' },
    eventHeaders: ['webhook-id', 'svix-id'],
  },

  // https://docs.stripe.com/webhooks/signature; the prefix whsec_ belongs to the key.
  stripe: {
    header: 'stripe-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    separator: ',',
    element: 'v1',
    signed: '{timestamp}.{body}',
    timestamp: { element: 't', unit: 's', tolerance: TOLERANCE },
  },

  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  github: {
    header: 'x-hub-signature-256',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    signed: '{body}',
    id: { header: 'x-github-delivery' },
    eventHeaders: ['x-github-event', 'x-github-delivery', 'x-github-hook-id'],
  },

  // https://docs.slack.dev/authentication/verifying-requests-from-slack
  slack: {
    header: 'x-slack-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestamp: { header: 'x-slack-request-timestamp', unit: 's', tolerance: TOLERANCE },
  },

  // https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
  shopify: {
    header: 'x-shopify-hmac-sha256',
    algorithm: 'sha256',
    encoding: 'base64',
    signed: '{body}',
    id: { header: 'x-shopify-webhook-id' },
    eventHeaders: [
      'x-shopify-topic',
      'x-shopify-shop-domain',
      'x-shopify-webhook-id',
      'x-shopify-api-version',
    ],
  },

  // https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
  hubspot_v3: {
    header: 'x-hubspot-signature-v3',
    algorithm: 'sha256',
    encoding: 'base64',
    signed: '{method}{url}{body}{timestamp}',
    timestamp: { header: 'x-hubspot-request-timestamp', unit: 'ms', tolerance: TOLERANCE },
    // : / ? @ ! $ ' ( ) * , ;
    urlDecoded: ['%3A', '%2F', '%3F', '%40', '%21', '%24', '%27', '%28', '%29', '%2A', '%2C', '%3B'],
  },

  // https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
  zoom: {
    header: 'x-zm-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestamp: { header: 'x-zm-request-timestamp', unit: 's', tolerance: TOLERANCE },
  },

  // https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
  meta: {
    header: 'x-hub-signature-256',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    signed: '{body}',
  },
};
