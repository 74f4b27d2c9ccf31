/** A column `layer`. */
export const LAYER = `text NOT NULL CHECK (layer IN ('raw', 'processed', 'curated', 'archive'))`;

/** A column of this name that holds the 32 bytes of a digest. */
export const digestColumn = (column: string): string => `bytea NOT NULL CHECK (octet_length(${column}) = 32)`;

/** A column of this name that holds the 36 bytes of an object's id. */
export const objectColumn = (column: string): string => `bytea NOT NULL CHECK (octet_length(${column}) = 36)`;
