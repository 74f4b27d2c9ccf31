/** Sets a setting. How far the logs are rolled forward is said by who rolls them, the rest by who administers. */
export const WRITE_SETTING = `CREATE FUNCTION dlake.write_setting(setting text, said text) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM dlake.require_role(CASE setting WHEN 'cursor' THEN 'dlake_contributor' ELSE 'dlake_admin' END);
     INSERT INTO dlake.settings (key, value) VALUES (setting, said)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value;
   END $$`;
