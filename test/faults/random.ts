import fc from 'fast-check';

/** Numbers that look random and are the same again for the same seed. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
}

/** Numbers for this seed. */
export function seededRandom(seed: number): Random {
  const [numbers] = fc.sample(fc.noBias(fc.infiniteStream(fc.maxSafeNat())), { seed, numRuns: 1 });
  return { below: (limit) => (numbers?.next().value ?? 0) % limit };
}

/** The seed of this run: `FAULTS_SEED` to repeat one, else the clock's. Tests name it when they fail. */
export function chosenSeed(): number {
  const { FAULTS_SEED } = process.env;
  return FAULTS_SEED === undefined ? Date.now() % 2 ** 31 : Number(FAULTS_SEED);
}
