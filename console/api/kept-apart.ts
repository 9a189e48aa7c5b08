/**
 * react-admin keeps what it has read under the resource, the id and these words, and lends a list's record to the page of
 * that record. Ours in lists are not whole and have no version; and a form must not begin with what was read a while ago,
 * to be filled anew under the fingers of whoever types. So the three are kept apart.
 */
export const OF_LISTS = { of: 'lists' };
export const OF_FORMS = { of: 'forms' };
