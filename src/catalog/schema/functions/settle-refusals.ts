/** Takes out of the outbox what has been written to the logs, by who may add to them. */
export const SETTLE_REFUSALS = `CREATE FUNCTION dlake.settle_refusals(ids bigint[]) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     DELETE FROM dlake.outbox WHERE id = ANY (ids) AND dlake.caller_is(dlake.needed_role(layer, subject));
   END $$`;
