import { AppError } from '../../errors.ts';
import type { Credential } from './store.ts';

const AT = '/data/attributes';

/** Settings that only OAuth 2.0 has. Ignoring them would leave out a check, or a value, that the credential relies on. */
export function oauth1Faults(
  { grant_type, config_services: { token_validation }, provider_settings: { account_lookup } }: Credential,
  pointerTo: (name: string) => string,
): AppError[] {
  const fault = (detail: string, pointer: string) =>
    new AppError('validation_failed', detail, { source: { pointer } });
  return [
    ...(grant_type === 'password'
      ? [
          fault(
            'OAuth 1.0 has no grant type password. Use authorization_code, or client_credentials if the client signs only for itself.',
            pointerTo('grant_type'),
          ),
        ]
      : []),
    ...((token_validation ?? { type: 'none' }).type === 'none'
      ? []
      : [
          fault(
            'Token validation services check tokens of OAuth 2.0. Remove it, or set its type to none.',
            `${AT}/config_services/token_validation`,
          ),
        ]),
    ...(account_lookup === undefined
      ? []
      : [
          fault(
            'account_lookup sends the access token of OAuth 2.0. Remove it.',
            `${AT}/provider_settings/account_lookup`,
          ),
        ]),
  ];
}
