/** What people see of an id: the first 10 hex digits of its sha2-256, for a blob those that sha256sum prints. */
export const shortId = (id: string): string => id.slice(9, 19);
