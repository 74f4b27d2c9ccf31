const SECRET = /pass(word|wd)?|secret|token|credential|private|api_?key|access_?key/i;
const IN_COMMAND = new RegExp(
  `(--?[\\w.-]*(?:${SECRET.source})[\\w.-]*)(=|\\s+)('[^']*'|"[^"]*"|\\S+)`,
  'gi',
);

/** Whether this is the name of what is likely to be a secret: what a version says of its run is for everybody to read. */
export const looksSecret = (name: string): boolean => SECRET.test(name);

/** A command line without the values of flags that look so. */
export const withoutSecrets = (command: string): string =>
  command.replace(IN_COMMAND, (_, flag: string, __, between: string) => `${flag}${between}(hidden)`);
