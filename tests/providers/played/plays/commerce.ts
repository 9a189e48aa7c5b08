import { createHmac } from 'node:crypto';
import type { Play } from '../play.ts';
import { asks, DOWN, oauthError } from './documented.ts';

export const COMMERCE: Play[] = [
  {
    name: 'Shopify, expiring offline tokens',
    documentation: [
      'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant',
      'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
    ],
    provider: 'shopify',
    credential: { parameters: { shop: 'acme-pizza' }, scopes: ['write_products', 'read_orders'] },
    authorize: {
      url: 'https://acme-pizza.myshopify.com/admin/oauth/authorize',
      query: asks('write_products,read_orders'),
      redirect: { host: 'YWRtaW4', shop: 'acme-pizza.myshopify.com', timestamp: '1337178173' },
      sign({ searchParams }) {
        const message = [...searchParams].map(([name, value]) => `${name}=${value}`).sort();
        const hmac = createHmac('sha256', 's3cret').update(message.join('&')).digest('hex');
        searchParams.set('hmac', hmac);
      },
    },
    token: {
      url: 'https://acme-pizza.myshopify.com/admin/oauth/access_token',
      client: 'body',
      first: { expiring: '1' },
      response: (n) => ({
        access_token: `shpat_${n}`,
        expires_in: 3600,
        refresh_token: `shprt_${n}`,
        refresh_token_expires_in: 7_776_000,
        scope: 'write_products,read_orders',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `shpat_${n}`,
      token_type: 'Bearer',
      scopes: ['write_products', 'read_orders'],
      base_uri: 'https://acme-pizza.myshopify.com',
      account: { shop: 'acme-pizza.myshopify.com' },
      extra: { request: { in: 'header', name: 'X-Shopify-Access-Token', prefix: '' } },
    }),
    ended: oauthError('invalid_grant', 'The refresh token is invalid or has expired.'),
    outOfOrder: {
      status: 429,
      headers: { 'retry-after': '2.0' },
      body: { errors: 'Exceeded 2 calls per second' },
    },
  },
  {
    name: 'Amazon Selling Partner API',
    documentation: [
      'https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow',
      'https://developer-docs.amazon.com/sp-api/docs/connecting-to-the-selling-partner-api',
    ],
    provider: 'amazon-sp-api',
    credential: {
      parameters: {
        central: 'sellercentral-europe',
        country: 'com',
        application_id: 'amzn1.sellerapps.app.2eca283f-9f5a-4d13-b16c-474EXAMPLE57',
        endpoint: 'sellingpartnerapi-eu',
      },
    },
    authorize: {
      url: 'https://sellercentral-europe.amazon.com/apps/authorize/consent',
      query: { application_id: 'amzn1.sellerapps.app.2eca283f-9f5a-4d13-b16c-474EXAMPLE57' },
      redirect: { selling_partner_id: 'A3FHEXAMPLEYWS', mws_auth_token: 'amzn.mws.4ea38b7b' },
      codeName: 'spapi_oauth_code',
    },
    token: {
      url: 'https://api.amazon.com/auth/o2/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `Atza|IQEB-${n}`,
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: 'Atzr|IQEBLzAtAhexamplewVz2Nn6f2y',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `Atza|IQEB-${n}`,
      token_type: 'bearer',
      base_uri: 'https://sellingpartnerapi-eu.amazon.com',
      account: { selling_partner_id: 'A3FHEXAMPLEYWS' },
      extra: { request: { in: 'header', name: 'x-amz-access-token', prefix: '' } },
    }),
    ended: oauthError('invalid_grant', 'The request has an invalid grant parameter : refresh_token'),
    outOfOrder: oauthError(
      'ServerError',
      'The authorization server encountered an unexpected condition.',
      500,
    ),
  },
  {
    name: 'Login with Amazon',
    documentation: ['https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html'],
    credential: {
      authorization_url: 'https://www.amazon.com/ap/oa',
      token_url: 'https://api.amazon.com/auth/o2/token',
      client_authentication: 'body',
      scopes: ['profile', 'postal_code'],
      base_uri: 'https://api.amazon.com',
    },
    authorize: { url: 'https://www.amazon.com/ap/oa', query: asks('profile postal_code') },
    token: {
      url: 'https://api.amazon.com/auth/o2/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `Atza|LWA-${n}`,
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: 'Atzr|IQEBLzAtAhRPpMJxdwVz2Nn6f2y',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `Atza|LWA-${n}`,
      token_type: 'bearer',
      scopes: ['profile', 'postal_code'],
      base_uri: 'https://api.amazon.com',
    }),
    ended: oauthError('invalid_grant', 'The request has an invalid grant parameter : refresh_token'),
    outOfOrder: DOWN,
  },
];
