import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as catalogue from '../../../src/providers/catalogue.js';
import { ROWS } from './rows.js';

const DAY_MS = 86_400_000;

/** The files in `src/providers/` that are not providers. */
const SHARED_FILES = ['catalogue.ts', 'provider-client.ts', 'provider.ts', 'quirks.ts'];
const providerFiles = readdirSync(new URL('../../../src/providers/', import.meta.url)).filter(
  (name) => !SHARED_FILES.includes(name),
);

describe('the catalogue', () => {
  it.each(providerFiles)('exports the provider of %s', async (name) => {
    const module = (await import(`../../../src/providers/${name.replace(/\.ts$/, '.js')}`)) as Record<string, unknown>;
    const factories = Object.entries(module).filter(([, value]) => typeof value === 'function');
    expect(factories).toHaveLength(1);
    expect(Object.entries(catalogue)).toContainEqual(factories[0]);
  });

  it.each(Object.entries<unknown>(catalogue))('names %s() in its errors', (name, factory) => {
    const create = factory as (options: unknown) => unknown;
    expect(() => create(undefined)).toThrow(`${name}() takes an object of options`);
  });

  it('has one file for each provider', () => {
    expect(providerFiles).toHaveLength(Object.keys(catalogue).length);
  });

  it.each(ROWS)('documents the row $name', ({ documentation, checked }) => {
    expect(new URL(documentation).protocol).toBe('https:');
    expect(Date.parse(checked)).toBeLessThan(Date.now() + DAY_MS);
  });

  it('gives every row a name of its own', () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
  });
});
