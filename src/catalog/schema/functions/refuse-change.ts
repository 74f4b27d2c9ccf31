/** A trigger that refuses whatever it is set on. */
export const REFUSE_CHANGE = `CREATE FUNCTION dlake.refuse_change() RETURNS trigger LANGUAGE plpgsql
   SET search_path = pg_catalog AS $$
   BEGIN
     RAISE EXCEPTION '% on %.% is refused: what it holds is immutable', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
       USING ERRCODE = 'restrict_violation';
   END $$`;
