/** Every API key begins so, which lets secret scanners find one that leaked. */
export const API_KEY_PREFIX = 'vk_';

/** How much of a key is kept to recognise it by: the prefix and six characters. */
export const SHOWN_LENGTH = API_KEY_PREFIX.length + 6;
