import stringWidth from 'string-width';

/** Text whose characters take one column each. */
const PLAIN = /^[\x20-\x7e\u00a0-\u02ff\u2500-\u257f…·–—]*$/;

/** The columns that a text takes on a terminal: wide characters take two, marks that join others none. */
export const textWidth = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));
