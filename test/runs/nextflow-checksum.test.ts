import { expect, test } from 'vitest';
import { sha256Hex } from '../../src/records/sha256.ts';
import { murmur3 } from '../../src/runs/nextflow/nextflow-checksum.ts';

test('Murmur3 is that of its reference and of Guava', () => {
  expect(murmur3(Buffer.from(''))).toBe('00000000000000000000000000000000');
  expect(murmur3(Buffer.from('The quick brown fox jumps over the lazy dog'))).toBe(
    '6c1b07bc7bbc4be347939ac4a93c437a',
  );
  // Guava's Murmur3Hash128Test has it as two longs: 629942693e10f867 and 92db0b82baeb5347.
  expect(murmur3(Buffer.from('hell'))).toBe('67f8103e69429962' + '4753ebba820bdb92');
});

test('text goes into it as it does in Nextflow', () => {
  // CacheHelperTest, 'should hash content with sha256': over the hex digits of the file's sha2-256.
  expect(murmur3(Buffer.from(sha256Hex('Hello world'), 'utf16le'))).toBe('d29e7ba0fbcc617ab8e1e44e81381aed');
});
