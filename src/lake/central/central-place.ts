/** Where a central lake is: addresses as they are typed, secrets and all. */
export interface CentralPlace {
  /** `postgres://user@host:port/database`. */
  readonly catalog: string;
  /** `s3://lab-{layer}?endpoint=...`; absent: the catalog says. */
  readonly store?: string | undefined;
}
