import { describe, expect, it } from 'vitest';
import { readPostgresAddress } from '../../src/catalog/postgres/postgres-address.ts';
import { shownAddress } from '../../src/catalog/postgres/shown-address.ts';
import { isDlakeError } from '../../src/errors.ts';

describe('the address of a database', () => {
  it('is read in all its parts', () => {
    expect(
      readPostgresAddress('postgres://a%40b:p%3As%2F@lake.lab:5433/the%20lake?sslmode=verify-full'),
    ).toEqual({
      host: 'lake.lab',
      port: 5433,
      database: 'the lake',
      user: 'a@b',
      password: 'p:s/',
      tls: 'verify-full',
    });
    expect(readPostgresAddress('postgresql://[::1]/lake')).toEqual({
      host: '::1',
      port: 5432,
      database: 'lake',
      tls: 'disable',
    });
    expect(readPostgresAddress('postgres:///lake?host=/run/postgresql')).toMatchObject({
      host: '/run/postgresql',
    });
    expect(readPostgresAddress('postgres://h/d?sslrootcert=/ca.crt')).toMatchObject({ tls: 'verify-full' });
  });

  it.each([
    ['http://h/d', /is not postgres:/],
    ['postgres://h', /names no database/],
    ['postgres:///d', /names no host/],
    ['postgres://h/d?sslmode=prefer', /protects from nobody/],
    ['postgres://h/d?sslmode=on', /is none of/],
    ['postgres://h/d?sslmode=verify-ca', /needs a sslrootcert/],
    ['postgres://h/d?ssl_mode=verify-full', /does not know the parameter ssl_mode/],
    ['postgres://a:%zz@h/d', /begins no %XX/],
  ])('%s is refused', (address, reason) => {
    expect(() => readPostgresAddress(address)).toThrow(reason);
  });

  it.each([
    'postgres://ada:sesame@h',
    'postgres://ada:ses@ame@h/d?sslmode=x',
    'postgres://ada:ses/sesame@h/d',
    'postgres://ada:sesame@h:x/d',
    'postgres://h/d?password=sesame&x=1',
    'mysql://ada:sesame@h/d',
  ])('%s: the error has no password', (address) => {
    const error = (() => {
      try {
        readPostgresAddress(address);
      } catch (error) {
        return error;
      }
    })();
    expect(isDlakeError(error, 'address-invalid')).toBe(true);
    expect(String(error)).not.toContain('same');
  });

  it.each([
    ['postgres://ada:sesame@lake.lab/d?sslmode=require', 'postgres://ada@lake.lab/d'],
    ['postgres://[::1]:5433/d', 'postgres://[::1]:5433/d'],
    ['postgres:///d?host=/run/postgresql&user=a', 'postgres://a@%2Frun%2Fpostgresql/d'],
  ])('%s is shown as %s', (address, shown) => {
    expect(shownAddress(readPostgresAddress(address))).toBe(shown);
  });
});
