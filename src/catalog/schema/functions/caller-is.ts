/**
 * Whether whoever is connected (not whoever a function runs as) is of a group of roles, or of those that own the
 * catalog. Where there are no such groups, as in a local catalog, only its owners are of them.
 */
export const CALLER_IS = `CREATE FUNCTION dlake.caller_is(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
   SET search_path = pg_catalog, pg_temp
   RETURN EXISTS (
     SELECT FROM pg_namespace WHERE nspname = 'dlake' AND pg_has_role(session_user, nspowner, 'MEMBER')
   ) OR EXISTS (
     SELECT FROM pg_roles WHERE rolname = wanted AND pg_has_role(session_user, oid, 'MEMBER')
   )`;
