/** Whether a file counts as being where it was placed. */
export const IS_THERE = `CREATE FUNCTION dlake.is_there(stored dlake.placements) RETURNS boolean LANGUAGE sql IMMUTABLE
   RETURN stored.state <> 'deleting' AND stored.lost_at IS NULL`;
