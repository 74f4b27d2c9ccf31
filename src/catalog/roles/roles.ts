/** The groups of roles, each with the rights of those before it. */
export const ROLES = ['dlake_reader', 'dlake_contributor', 'dlake_curator', 'dlake_admin'] as const;

/** A group of roles. */
export type Role = (typeof ROLES)[number];
