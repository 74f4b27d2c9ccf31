/** Says which lake this catalog is of, where its store is, and what tells it from others, unless it is said already. */
export const MAKE_CENTRAL = `CREATE FUNCTION dlake.make_central(lake text, store text, generation text) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM dlake.require_role('dlake_admin');
     -- In the order of their keys: who comes at the same time waits, and finds all three.
     INSERT INTO dlake.settings (key, value)
       VALUES ('generation', generation), ('lake', lake), ('store', store) ON CONFLICT (key) DO NOTHING;
   END $$`;
