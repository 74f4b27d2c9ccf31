/** Adds manifest pages, and which page lists which; pages that are there stay. */
export const ADD_PAGES = `CREATE FUNCTION dlake.add_pages(pages json, links json) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM dlake.require_role('dlake_contributor');
     INSERT INTO dlake.manifest_pages (id, level, page)
       SELECT decode(id, 'hex'), level, decode(page, 'base64')
       FROM json_to_recordset(pages) AS r(id text, level integer, page text)
       ON CONFLICT DO NOTHING;
     INSERT INTO dlake.page_links (parent, child)
       SELECT decode(link->>0, 'hex'), decode(link->>1, 'hex') FROM json_array_elements(links) AS link
       ON CONFLICT DO NOTHING;
   END $$`;
