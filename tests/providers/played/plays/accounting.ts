import { basic, type Play } from '../play.ts';
import { asks, DOWN, oauthError, refreshToken, revokes } from './documented.ts';

export const ACCOUNTING: Play[] = [
  {
    name: 'QuickBooks Online',
    documentation: [
      'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
    ],
    provider: 'quickbooks',
    authorize: {
      url: 'https://appcenter.intuit.com/connect/oauth2',
      query: asks('com.intuit.quickbooks.accounting'),
      redirect: { realmId: '4620816365' },
    },
    token: {
      url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
      client: 'basic',
      headers: { accept: 'application/json' },
      first: {},
      response: (n) => ({
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: `AB11${n}`,
        x_refresh_token_expires_in: 8_726_400,
        access_token: `eJlbmMiOiJB-${n}`,
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `eJlbmMiOiJB-${n}`,
      token_type: 'bearer',
      scopes: ['com.intuit.quickbooks.accounting'],
      base_uri: 'https://quickbooks.api.intuit.com',
      account: { realmId: '4620816365' },
    }),
    ended: oauthError('invalid_grant', 'Incorrect Token type or clientID'),
    outOfOrder: DOWN,
    revocation: {
      request: 'POST https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
      check({ contentType, headers, fields }, service) {
        expect([contentType, headers.authorization]).toEqual(['application/json', basic('acme', 's3cret')]);
        expect(fields['token']).toBe(service.refreshToken);
      },
    },
  },
  {
    name: 'Xero',
    documentation: [
      'https://developer.xero.com/documentation/guides/oauth2/auth-flow/',
      'https://developer.xero.com/documentation/guides/oauth2/token-types/',
    ],
    provider: 'xero',
    credential: { scopes: ['openid', 'accounting.transactions', 'offline_access'] },
    authorize: {
      url: 'https://login.xero.com/identity/connect/authorize',
      query: asks('openid accounting.transactions offline_access'),
    },
    token: {
      url: 'https://identity.xero.com/connect/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        id_token: 'header.payload.signature',
        access_token: `xero-access-${n}`,
        expires_in: 1800,
        token_type: 'Bearer',
        refresh_token: `xero-refresh-${n}`,
        scope: 'openid accounting.transactions offline_access',
      }),
    },
    lifetime: 1800,
    handedOut: (n) => ({
      access_token: `xero-access-${n}`,
      token_type: 'Bearer',
      scopes: ['openid', 'accounting.transactions', 'offline_access'],
      base_uri: 'https://api.xero.com',
      extra: {},
    }),
    ended: oauthError('invalid_grant'),
    outOfOrder: DOWN,
    revocation: revokes('https://identity.xero.com/connect/revocation', 'basic', refreshToken),
  },
  {
    name: 'Zoho CRM, in Europe',
    documentation: [
      'https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html',
      'https://www.zoho.com/crm/developer/docs/api/v8/refresh.html',
      'https://zoho.com/accounts/protocol/oauth/revoke-refresh-token.html',
    ],
    provider: 'zoho-crm',
    credential: { parameters: { region: 'eu' }, scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.settings.ALL'] },
    authorize: {
      url: 'https://accounts.zoho.eu/oauth/v2/auth',
      query: asks('ZohoCRM.modules.ALL,ZohoCRM.settings.ALL', { access_type: 'offline', prompt: 'consent' }),
      redirect: { location: 'eu', 'accounts-server': 'https://accounts.zoho.eu' },
    },
    token: {
      url: 'https://accounts.zoho.eu/oauth/v2/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `1000.${n}`,
        refresh_token: '1000.8ecd474019e31d227de5d',
        api_domain: 'https://www.zohoapis.eu',
        token_type: 'Bearer',
        expires_in: 3600,
      }),
      refreshed: (n) => ({
        access_token: `1000.${n}`,
        api_domain: 'https://www.zohoapis.eu',
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `1000.${n}`,
      token_type: 'Bearer',
      base_uri: 'https://www.zohoapis.eu',
      account: { location: 'eu' },
    }),
    ended: { status: 200, body: { error: 'invalid_code' }, says: 'invalid_code' },
    outOfOrder: {
      status: 400,
      body: {
        error_description: 'You have made too many requests continuously. Please try again after some time.',
        error: 'Access Denied',
        status: 'failure',
      },
    },
    revocation: {
      request: 'POST https://accounts.zoho.eu/oauth/v2/token/revoke',
      check: ({ query }, service) => expect(query['token']).toBe(service.refreshToken),
      response: { body: { status: 'success' } },
    },
  },
  {
    name: 'Oracle NetSuite',
    documentation: [
      'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_158074210415.html',
      'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_158081944642.html',
    ],
    provider: 'netsuite',
    credential: { parameters: { account: '1234567-sb1' }, scopes: ['restlets', 'rest_webservices'] },
    authorize: {
      url: 'https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl',
      query: asks('restlets rest_webservices'),
      redirect: { role: '1000', entity: '12', company: '1234567_SB1' },
    },
    token: {
      url: 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
      client: 'basic',
      first: {},
      response: (n) => ({
        access_token: `netsuite-access-${n}`,
        refresh_token: 'netsuite-refresh',
        expires_in: '3600',
        token_type: 'bearer',
      }),
    },
    lifetime: 3600,
    handedOut: (n) => ({
      access_token: `netsuite-access-${n}`,
      token_type: 'bearer',
      scopes: ['restlets', 'rest_webservices'],
      base_uri: 'https://1234567-sb1.suitetalk.api.netsuite.com',
      account: { company: '1234567_SB1', role: '1000', entity: '12' },
    }),
    ended: oauthError('invalid_grant'),
    outOfOrder: oauthError('server_error', undefined, 500),
    revocation: revokes(
      'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke',
      'basic',
      refreshToken,
    ),
  },
  {
    name: 'SAP BTP, which is not in the catalog',
    documentation: [
      'https://help.sap.com/docs/btp/sap-business-technology-platform/retrieve-access-token-for-authorization-code',
      'https://docs.cloudfoundry.org/api/uaa/version/77.20.0/index.html#client-credentials-grant',
    ],
    credential: {
      grant_type: 'client_credentials',
      token_url: 'https://{subdomain}.authentication.{region}.hana.ondemand.com/oauth/token',
      parameters: { subdomain: 'acme-test', region: 'eu10' },
      client_authentication: 'header',
      provider_settings: { basic_encoding: 'none', final_errors: ['unauthorized'] },
    },
    client: { id: 'sb-acme!b123|it-rt-acme!b18631', secret: 'a4f1c0de$kqGrz=' },
    token: {
      url: 'https://acme-test.authentication.eu10.hana.ondemand.com/oauth/token',
      client: 'basic',
      first: { grant_type: 'client_credentials' },
      response: (n) => ({
        access_token: `sap-access-${n}`,
        token_type: 'bearer',
        expires_in: 43_199,
        scope: 'uaa.resource',
        jti: 'd2d9d1c1a2b04d0e9a1b',
      }),
    },
    lifetime: 43_199,
    handedOut: (n) => ({
      access_token: `sap-access-${n}`,
      token_type: 'bearer',
      scopes: ['uaa.resource'],
    }),
    ended: oauthError('unauthorized', 'Bad credentials', 401),
    outOfOrder: DOWN,
  },
];
