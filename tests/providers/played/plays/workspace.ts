import type { Play } from '../play.ts';
import { asks, oauthError, refreshToken, revokes } from './documented.ts';

const DRIVE = 'https://www.googleapis.com/auth/drive.metadata.readonly';
const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly';

export const WORKSPACE: Play[] = [
  {
    name: 'Google, users',
    documentation: ['https://developers.google.com/identity/protocols/oauth2/web-server'],
    provider: 'google',
    credential: { scopes: [DRIVE, CALENDAR] },
    authorize: {
      url: 'https://accounts.google.com/o/oauth2/v2/auth',
      query: asks(`${DRIVE} ${CALENDAR}`, { access_type: 'offline', prompt: 'consent' }),
      redirect: { scope: `${DRIVE} ${CALENDAR}` },
    },
    token: {
      url: 'https://oauth2.googleapis.com/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `1/fFAGRNJru1FTz70BzhT3Zg-${n}`,
        expires_in: 3920,
        token_type: 'Bearer',
        scope: `${DRIVE} ${CALENDAR}`,
        refresh_token: '1//xEoDL4iW3cxlI7yDbSRFYNG01kVKM2C-259HOF2aQbI',
      }),
      refreshed: (n) => ({
        access_token: `1/fFAGRNJru1FTz70BzhT3Zg-${n}`,
        expires_in: 3920,
        scope: `${DRIVE} ${CALENDAR}`,
        token_type: 'Bearer',
      }),
    },
    lifetime: 3920,
    handedOut: (n) => ({
      access_token: `1/fFAGRNJru1FTz70BzhT3Zg-${n}`,
      token_type: 'Bearer',
      scopes: [DRIVE, CALENDAR],
      base_uri: null,
    }),
    ended: oauthError('invalid_grant', 'Token has been expired or revoked.'),
    outOfOrder: { status: 500, body: { error: 'internal_failure' } },
    revocation: revokes('https://oauth2.googleapis.com/revoke', 'body', refreshToken),
  },
  {
    name: 'Microsoft',
    documentation: [
      'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow',
      'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
    ],
    provider: 'microsoft',
    credential: {
      parameters: { tenant: 'organizations' },
      scopes: ['offline_access', 'https://graph.microsoft.com/mail.read'],
    },
    authorize: {
      url: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
      query: asks('offline_access https://graph.microsoft.com/mail.read'),
      redirect: { session_state: '4dbd0ffe-1bd9-4a4b-8d36-8e1b1c3a2a6d' },
      denied: {
        error: 'access_denied',
        error_description: 'the user canceled the authentication',
      },
    },
    token: {
      url: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/token',
      client: 'body',
      first: {},
      response: (n) => ({
        access_token: `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik5HVEZ2ZEstZnl0aEV1Q-${n}`,
        token_type: 'Bearer',
        expires_in: 3599,
        scope: 'https://graph.microsoft.com/mail.read',
        refresh_token: `AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4-${n}`,
      }),
    },
    lifetime: 3599,
    handedOut: (n) => ({
      access_token: `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik5HVEZ2ZEstZnl0aEV1Q-${n}`,
      token_type: 'Bearer',
      scopes: ['https://graph.microsoft.com/mail.read'],
      base_uri: 'https://graph.microsoft.com',
    }),
    ended: {
      status: 400,
      body: {
        error: 'interaction_required',
        error_description:
          "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication to access 'Microsoft Graph'.",
        error_codes: [50076],
        timestamp: '2026-02-15 07:41:21Z',
        suberror: 'basic_action',
      },
      says: 'AADSTS50076',
    },
    outOfOrder: {
      status: 503,
      body: {
        error: 'temporarily_unavailable',
        error_description: 'AADSTS90033: A transient error has occurred. Please try again.',
        error_codes: [90033],
      },
    },
  },
];
