/** Blobs of at least so many bytes are files of their own; smaller ones go into packs. */
export const LARGE_BYTES = 4 * 1024 * 1024;
