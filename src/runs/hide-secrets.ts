const KEY = '(?:api|access|account|app|client|encryption|license|master|shared|ssh|storage)[_. -]?key';
const SECRET = `pass(?:word|wd|phrase)?|[_-]pwd|secret|token|credential|private|auth(?!or)|authori[sz]ation|${KEY}`;
const LOOKS_SECRET = new RegExp(SECRET, 'i');
const NAMED = new RegExp(
  `(?<![\\w.-])((?:--?[\\w.-]*(?:${SECRET})[\\w.-]*(?:\\s*[=:]\\s*|\\s+))|(?:[\\w.-]*(?:${SECRET})[\\w.-]*(?:\\s*:\\s+|=)))((?:bearer|basic)\\s+)?('[^']*'|"[^"]*"|\\S+)`,
  'gi',
);
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@(?!sha256:)/gi;

/** Whether this is the name of what is likely to be a secret: what a version says of its run is for everybody to read. */
export const looksSecret = (name: string): boolean => LOOKS_SECRET.test(name);

/** A text, as a command line, without user and password in addresses and the values of flags and names that look secret. */
export const withoutSecretValues = (text: string): string =>
  withoutUserInfo(text).replace(NAMED, (_, name: string, scheme = '') => `${name}${scheme}(hidden)`);

/** A text with addresses without user and password; one that is none, as `git@host:path`, is as it was. */
export const withoutUserInfo = (text: string): string => text.replace(USER_INFO, '$1');
