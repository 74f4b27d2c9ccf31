/** The owner of the catalog went away; what was asked may or may not have been done. */
export class ConnectionLost extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the catalog process went away', options);
    this.name = 'ConnectionLost';
  }
}
