export type ConfigService = 'token_validation' | 'user_id_mapper';

const NAMES: Record<ConfigService, string> = {
  token_validation: 'token validation service',
  user_id_mapper: 'user id mapper service',
};

/**
 * A config service could not do its work. The message is for the tenant's admin: which service failed, and why. It
 * never holds a token or a secret, nor the words of a third party, which may repeat them.
 */
export class ConfigServiceError extends Error {
  readonly service: ConfigService;

  /** `reason` goes on where "The … service failed: " stops, and ends with a full stop. */
  constructor(service: ConfigService, reason: string) {
    super(`The ${NAMES[service]} failed: ${reason}`);
    this.name = 'ConfigServiceError';
    this.service = service;
  }
}
