/** A file of the cache is not what was written: the cache is made again. Never leaves the cache. */
export class CacheDamaged extends Error {
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is damaged`, options);
    this.name = 'CacheDamaged';
  }
}
