/** Prefix of every API key, so that secret scanners can find leaked ones. */
export const API_KEY_PREFIX = 'vk_';

/** Length of the stored beginning of a key that identifies it: the prefix and six characters. */
export const DISPLAY_LENGTH = API_KEY_PREFIX.length + 6;
