/**
 * Whether the caller may rely on a file without a look at it: the caller has placed it, or somebody else than
 * who placed it has verified it.
 */
export const IS_PROVED = `CREATE FUNCTION dlake.is_proved(stored dlake.placements) RETURNS boolean LANGUAGE sql STABLE
   RETURN stored.placed_by = session_user OR coalesce(stored.verified_by <> stored.placed_by, false)`;
