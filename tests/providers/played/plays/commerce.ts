import { createHmac } from 'node:crypto';
import type { Play } from '../play.ts';
import { accessToken, asks, DOWN, oauthError, withBearer } from './documented.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

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
  {
    name: 'Square',
    documentation: [
      'https://developer.squareup.com/docs/oauth-api/create-urls-for-square-authorization',
      'https://developer.squareup.com/reference/square/oauth-api/obtain-token',
      'https://developer.squareup.com/reference/square/oauth-api/revoke-token',
    ],
    provider: 'square',
    credential: { scopes: ['PAYMENTS_READ', 'ITEMS_READ'] },
    authorize: {
      url: 'https://connect.squareup.com/oauth2/authorize',
      query: asks('PAYMENTS_READ ITEMS_READ', { session: 'false' }),
    },
    token: {
      url: 'https://connect.squareup.com/oauth2/token',
      format: 'json',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `EAAAEL-${n}`,
        token_type: 'bearer',
        expires_at: inDays(30),
        merchant_id: 'MLH1PWDW2W6F4',
        refresh_token: 'EQAAEOM0EBdtfTjpVDo7',
        short_lived: false,
      }),
    },
    lifetime: 2_592_000,
    handedOut: (n) => ({
      access_token: `EAAAEL-${n}`,
      token_type: 'bearer',
      base_uri: 'https://connect.squareup.com',
      extra: { merchant_id: 'MLH1PWDW2W6F4' },
    }),
    ended: {
      status: 401,
      body: { message: 'Invalid refresh token', type: 'service.not_authorized' },
      says: 'Invalid refresh token',
    },
    outOfOrder: { status: 500, body: { message: 'Internal Server Error', type: 'internal_server_error' } },
    revocation: {
      request: 'POST https://connect.squareup.com/oauth2/revoke',
      check({ headers, contentType, fields }, service) {
        expect([headers.authorization, contentType]).toEqual(['Client s3cret', 'application/json']);
        expect(fields).toEqual({ client_id: 'acme', access_token: accessToken('EAAAEL-')(service) });
      },
      response: { body: { success: true } },
    },
  },
  {
    name: 'PayPal',
    documentation: ['https://developer.paypal.com/api/rest/authentication/'],
    provider: 'paypal',
    credential: { grant_type: 'client_credentials' },
    token: {
      url: 'https://api-m.paypal.com/v1/oauth2/token',
      client: 'basic',
      first: { grant_type: 'client_credentials' },
      response: (n) => ({
        scope: 'https://uri.paypal.com/services/invoicing https://uri.paypal.com/services/subscriptions',
        access_token: `A21AAFEpH4PsADK7-${n}`,
        token_type: 'Bearer',
        app_id: 'APP-80W284485P519543T',
        expires_in: 31_668,
        nonce: '2020-04-03T15:35:36ZaYZlGvEkV4yVSz8g6bAKFoGSEzuy3CQcz3ljhibkOHg',
      }),
    },
    lifetime: 31_668,
    handedOut: (n) => ({
      access_token: `A21AAFEpH4PsADK7-${n}`,
      token_type: 'Bearer',
      base_uri: 'https://api-m.paypal.com',
      extra: { app_id: 'APP-80W284485P519543T' },
    }),
    ended: { ...oauthError('invalid_client', 'Client Authentication failed', 401), code: 'client_refused' },
    outOfOrder: {
      status: 503,
      body: { name: 'SERVICE_UNAVAILABLE', message: 'Service Unavailable.', debug_id: 'b1d1f06c7246c' },
    },
  },
  {
    name: 'Stripe Connect',
    documentation: ['https://docs.stripe.com/connect/oauth-reference'],
    provider: 'stripe',
    authorize: { url: 'https://connect.stripe.com/oauth/authorize', query: asks('read_write') },
    token: {
      url: 'https://connect.stripe.com/oauth/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `sk_live_${n}`,
        livemode: true,
        refresh_token: 'rt_XxwDQPtmpd6',
        token_type: 'bearer',
        stripe_publishable_key: 'pk_live_1',
        stripe_user_id: 'acct_1032D82eZvKYlo2C',
        scope: 'read_write',
      }),
    },
    lifetime: null,
    renewed: 'by force',
    handedOut: (n) => ({
      access_token: `sk_live_${n}`,
      token_type: 'bearer',
      scopes: ['read_write'],
      base_uri: 'https://api.stripe.com',
      account: { stripe_user_id: 'acct_1032D82eZvKYlo2C' },
    }),
    ended: oauthError('invalid_grant', 'Refresh token does not exist: rt_XxwDQPtmpd6'),
    outOfOrder: { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong.' } } },
    revocation: {
      request: 'POST https://connect.stripe.com/oauth/deauthorize',
      check({ headers, fields }) {
        expect(headers.authorization).toBe('Bearer s3cret');
        expect(fields).toEqual({ client_id: 'acme', stripe_user_id: 'acct_1032D82eZvKYlo2C' });
      },
      response: { body: { stripe_user_id: 'acct_1032D82eZvKYlo2C' } },
    },
  },
  {
    name: 'Strava, which is not in the catalog',
    documentation: ['https://developers.strava.com/docs/authentication/'],
    credential: {
      authorization_url: 'https://www.strava.com/oauth/authorize',
      token_url: 'https://www.strava.com/oauth/token',
      revocation_url: 'https://www.strava.com/oauth/deauthorize',
      client_authentication: 'body',
      scopes: ['read', 'activity:read'],
      scope_separator: ',',
      pkce: false,
      authorization_params: { approval_prompt: 'auto' },
      base_uri: 'https://www.strava.com/api/v3',
      provider_settings: {
        revocation: { params: {}, authorization: 'token' },
        final_errors: ['invalid'],
      },
    },
    authorize: {
      url: 'https://www.strava.com/oauth/authorize',
      query: asks('read,activity:read', { approval_prompt: 'auto' }),
      redirect: { scope: 'read,activity:read' },
    },
    token: {
      url: 'https://www.strava.com/oauth/token',
      client: 'body',
      first: {},
      response: (n) => ({
        token_type: 'Bearer',
        expires_at: Math.floor(Date.now() / 1000) + 21_600,
        expires_in: 21_600,
        refresh_token: `e5n567567-${n}`,
        access_token: `a4b945687g-${n}`,
        athlete: { id: 134815, username: 'marianne_t' },
      }),
      refreshed: (n) => ({
        token_type: 'Bearer',
        access_token: `a4b945687g-${n}`,
        expires_at: Math.floor(Date.now() / 1000) + 21_600,
        expires_in: 21_600,
        refresh_token: `e5n567567-${n}`,
      }),
    },
    lifetime: 21_600,
    handedOut: (n) => ({
      access_token: `a4b945687g-${n}`,
      token_type: 'Bearer',
      scopes: ['read', 'activity:read'],
      base_uri: 'https://www.strava.com/api/v3',
    }),
    ended: {
      status: 400,
      body: {
        message: 'Bad Request',
        errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }],
      },
      says: 'Connect the account again',
    },
    outOfOrder: { status: 429, body: { message: 'Rate Limit Exceeded', errors: [] } },
    revocation: withBearer('POST https://www.strava.com/oauth/deauthorize', accessToken('a4b945687g-')),
  },
];
