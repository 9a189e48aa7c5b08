import { AppError } from '../../errors.ts';
import type { Outbound, OutboundResponse } from '../../http/index.ts';
import { clientRequest, type Client } from './client-request.ts';
import type { Configuration } from './configuration.ts';
import { verdictOfOutcome, withEitherSecret } from './either-secret.ts';
import { failureIn, readFields, unreachable, unusable, type Failure } from './endpoint-response.ts';
import { readProviderError } from './provider-error.ts';
import { withParams } from './token-endpoint.ts';
import { secondsOf } from './token-lifetime.ts';

/** What a provider answers to a device authorization request (RFC 8628, 3.2), checked. */
export interface DeviceAuthorization {
  device_code: string;
  user_code: string;
  verification_uri: string;
  /** null if the provider has none, or none that can be shown. */
  verification_uri_complete: string | null;
  /** Milliseconds until the codes expire. */
  lifetime: number;
  /** Milliseconds between two token requests. */
  interval: number;
}

export type DeviceOutcome = { kind: 'authorization'; authorization: DeviceAuthorization } | Failure;

const MAX_BYTES = 65_536;
const MAX_DEVICE_CODE = 8_192;
const MAX_URL = 2_000;
/** Milliseconds. Providers use 15 minutes. */
const DEFAULT_LIFETIME = 15 * 60_000;
const MAX_LIFETIME = 30 * 60_000;
/** Milliseconds (RFC 8628, 3.2). */
const DEFAULT_INTERVAL = 5_000;
const MAX_INTERVAL = 60_000;

/**
 * Asks the provider for a device code and a user code (RFC 8628, 3.1). The client authenticates as in a token request.
 * Returns provider failures instead of throwing.
 */
export async function requestDeviceCode(
  outbound: Outbound,
  configuration: Configuration,
): Promise<DeviceOutcome> {
  const { style, scopes, scopeSeparator, settings, authorizationParams } = configuration;
  const name = settings.scope_parameter ?? 'scope';
  const scope = scopes.length > 0 ? { [name]: scopes.join(scopeSeparator) } : {};
  const omitted = Object.keys(authorizationParams).filter((param) => authorizationParams[param] === null);
  const fields = withParams(scope, authorizationParams);
  const send = async (client: Client): Promise<DeviceOutcome> => {
    try {
      const url = configuration.deviceAuthorizationUrl!;
      const request = await clientRequest(url, client, fields, { ...style, omitted });
      const response = await outbound.send({ ...request, maxBytes: MAX_BYTES });
      return read(response, outbound);
    } catch (error) {
      return unreachable(error);
    }
  };
  return withEitherSecret(configuration.client, send, verdictOfOutcome);
}

/** Everything in the response is shown to a user or sent back, so nothing is accepted unchecked. */
function read(response: OutboundResponse, outbound: Outbound): DeviceOutcome {
  const fields = readFields(response.body, response.cutOff === undefined);
  const { status } = response;
  const error =
    fields === undefined || status >= 500 || status === 429
      ? undefined
      : readProviderError(fields, status, fields['device_code'] !== undefined);
  const failure = failureIn(response, error);
  if (failure !== undefined) return failure;
  const invalid = (member: string) =>
    unusable(`The provider's device authorization response has no valid ${member}.`);
  const { device_code, user_code, expires_in, interval } = fields ?? {};
  if (!isText(device_code, MAX_DEVICE_CODE)) return invalid('device_code');
  if (!isText(user_code, MAX_USER_CODE)) return invalid('user_code');
  // Google has its own name for it.
  const uri = fields!['verification_uri'] ?? fields!['verification_url'];
  if (!isPage(uri, outbound)) return invalid('verification_uri');
  const complete = fields!['verification_uri_complete'];
  return {
    kind: 'authorization',
    authorization: {
      device_code,
      user_code,
      verification_uri: uri,
      verification_uri_complete: isPage(complete, outbound) ? complete : null,
      lifetime: Math.min(secondsOf(expires_in) ?? DEFAULT_LIFETIME, MAX_LIFETIME),
      interval: Math.min(secondsOf(interval) ?? DEFAULT_INTERVAL, MAX_INTERVAL),
    },
  };
}

/** Longer ones cannot be typed. */
const MAX_USER_CODE = 64;

/** Visible characters, and spaces between them. */
function isText(value: unknown, longest: number): value is string {
  return (
    typeof value === 'string' && value.length <= longest && /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/.test(value)
  );
}

/** Whether a user can be sent there. The same URLs are allowed as for the authorization endpoint. */
function isPage(value: unknown, outbound: Outbound): value is string {
  if (typeof value !== 'string' || value.length > MAX_URL || !/^https?:\/\/[\x21-\x7e]+$/i.test(value))
    return false;
  try {
    outbound.assertAllowed(value);
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return false;
  }
}
