/** Raises unless the caller is of those who may write to a layer. */
export const REQUIRE_ROLE = `CREATE FUNCTION dlake.require_role(wanted text) RETURNS void LANGUAGE plpgsql STABLE
   SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     IF NOT dlake.caller_is(wanted) THEN
       RAISE EXCEPTION 'this takes the role %', wanted USING ERRCODE = 'insufficient_privilege';
     END IF;
   END $$`;
