import type { Play } from '../play.ts';
import { accessToken, asks, oauthError } from './documented.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export const PAYMENTS: Play[] = [
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
    externalUserId: 'MLH1PWDW2W6F4',
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
    externalUserId: 'acct_1032D82eZvKYlo2C',
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
];
