export type ConfigService = 'token_validation' | 'user_id_mapper';

const NAMES: Record<ConfigService, string> = {
  token_validation: 'token validation service',
  user_id_mapper: 'user ID mapper service',
};

/**
 * A config service failed. The message tells the tenant's admin which service failed and why. It never contains a
 * token, a secret or the provider's own text, which may repeat them.
 */
export class ConfigServiceError extends Error {
  readonly service: ConfigService;

  /** @param reason continues the sentence "The … service failed: " and ends with a period */
  constructor(service: ConfigService, reason: string) {
    super(`The ${NAMES[service]} failed: ${reason}`);
    this.name = 'ConfigServiceError';
    this.service = service;
  }
}
