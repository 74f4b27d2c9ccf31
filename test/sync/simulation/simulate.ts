import { expect } from 'vitest';
import type { Simulation } from './simulation.ts';

/** So many by hand; else as many as fit into the time that CI has. */
export const STEPS = Number(process.env.SIMULATION_STEPS ?? 300);
const SECONDS = process.env.SIMULATION_STEPS === undefined ? 30 : Number.POSITIVE_INFINITY;

/** Takes random steps, each of which must leave every lake as the model says. */
export async function simulate(simulation: Simulation): Promise<void> {
  const began = performance.now();
  let steps = 0;
  while (steps < STEPS && performance.now() - began < SECONDS * 1000) {
    await simulation.step();
    steps += 1;
  }
  await simulation.agree();
  // What a slow machine cuts short is still worth something.
  expect(steps).toBeGreaterThanOrEqual(Math.min(STEPS, 20));
}
