import type { Play } from '../play.ts';
import { asks, forBearer } from './documented.ts';

const SIXTY_DAYS = 5_184_000;
const META_DOWN = {
  status: 500,
  body: {
    error: {
      message: 'An unexpected error has occurred. Please retry your request later.',
      type: 'OAuthException',
      is_transient: true,
      code: 2,
    },
  },
};
const META_ENDED = {
  status: 400,
  body: {
    error: {
      message: 'Error validating access token: The user has not authorized application 1234.',
      type: 'OAuthException',
      code: 190,
      error_subcode: 458,
      fbtrace_id: 'EJplcsCHuLu',
    },
  },
  says: 'The user has not authorized application 1234',
};

export const META: Play[] = [
  {
    name: 'Facebook',
    documentation: [
      'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
      'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived',
      'https://developers.facebook.com/docs/graph-api/guides/error-handling',
      'https://developers.facebook.com/docs/graph-api/reference/user/permissions',
    ],
    provider: 'facebook',
    credential: { scopes: ['public_profile', 'pages_show_list'] },
    authorize: {
      url: 'https://www.facebook.com/v25.0/dialog/oauth',
      query: asks('public_profile,pages_show_list'),
      denied: {
        error_reason: 'user_denied',
        error: 'access_denied',
        error_description: 'Permissions error.',
      },
    },
    token: {
      url: 'https://graph.facebook.com/v25.0/oauth/access_token',
      method: 'GET',
      client: 'body',
      first: {},
      // This token is valid for about an hour. It is exchanged for one of 60 days.
      response: () => ({ access_token: 'short-lived', token_type: 'bearer', expires_in: 5183 }),
      isExchanged: true,
    },
    also: {
      'GET https://graph.facebook.com/v25.0/oauth/access_token': (request, service) => {
        const { fb_exchange_token, ...sent } = request.query;
        if (fb_exchange_token === undefined) return service.tokens(request);
        if (service.condition === 'out of order') return META_DOWN;
        if (service.condition === 'ended') return META_ENDED;
        expect(sent).toEqual({
          grant_type: 'fb_exchange_token',
          client_id: 'acme',
          client_secret: 's3cret',
        });
        expect(['short-lived', `EAACEdE-${service.issued}`]).toContain(fb_exchange_token);
        return service.issue((n) => ({
          access_token: `EAACEdE-${n}`,
          token_type: 'bearer',
          expires_in: SIXTY_DAYS,
        }));
      },
      'GET https://graph.facebook.com/v25.0/me': forBearer('EAACEdE-', 'Bearer', {
        name: 'Juniper Sanchez',
        id: '10153098424592185',
      }),
    },
    externalUserId: '10153098424592185',
    lifetime: SIXTY_DAYS,
    renewed: 'early',
    handedOut: (n) => ({
      access_token: `EAACEdE-${n}`,
      token_type: 'bearer',
      base_uri: 'https://graph.facebook.com',
    }),
    ended: META_ENDED,
    outOfOrder: META_DOWN,
    revocation: {
      request: 'DELETE https://graph.facebook.com/v25.0/me/permissions',
      check: ({ query }, { issued }) => expect(query).toEqual({ access_token: `EAACEdE-${issued}` }),
      response: { body: { success: true } },
    },
  },
  {
    name: 'Instagram',
    documentation: [
      'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login',
      'https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token',
    ],
    provider: 'instagram',
    authorize: {
      url: 'https://www.instagram.com/oauth/authorize',
      query: asks('instagram_business_basic'),
      // Browsers do not send the fragment.
      sign: (redirect) => void (redirect.hash = '_'),
    },
    token: {
      url: 'https://api.instagram.com/oauth/access_token',
      client: 'body',
      first: {},
      response: () => ({
        data: [{ access_token: 'IG-short', user_id: '17841400000', permissions: 'instagram_business_basic' }],
      }),
      isExchanged: true,
    },
    also: {
      'GET https://graph.instagram.com/access_token': ({ query }, service) => {
        expect(query).toEqual({
          grant_type: 'ig_exchange_token',
          client_secret: 's3cret',
          access_token: 'IG-short',
        });
        return service.issue((n) => ({
          access_token: `IGAA-${n}`,
          token_type: 'bearer',
          expires_in: SIXTY_DAYS,
        }));
      },
      'GET https://graph.instagram.com/refresh_access_token': ({ query }, service) => {
        if (service.condition === 'out of order') return META_DOWN;
        if (service.condition === 'ended') return META_ENDED;
        expect(query).toEqual({
          grant_type: 'ig_refresh_token',
          access_token: `IGAA-${service.issued}`,
        });
        return service.issue((n) => ({
          access_token: `IGAA-${n}`,
          token_type: 'bearer',
          expires_in: SIXTY_DAYS,
          permissions: 'instagram_business_basic',
        }));
      },
    },
    lifetime: SIXTY_DAYS,
    renewed: 'early',
    handedOut: (n) => ({
      access_token: `IGAA-${n}`,
      token_type: 'bearer',
      scopes: ['instagram_business_basic'],
      base_uri: 'https://graph.instagram.com',
    }),
    ended: META_ENDED,
    outOfOrder: META_DOWN,
  },
];
