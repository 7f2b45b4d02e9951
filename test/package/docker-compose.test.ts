import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  image: string;
  command?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  network_mode?: string;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { services, configs } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  configs: { gateway: { content: string } };
};
const apps = Object.values(services).filter(({ command }) => command?.includes('.build/example-app/app.js'));

/** The environment variables that a file reads. */
function settingsOf(path: string): string[] {
  const named = /const \{([^}]+)\} = process\.env/.exec(read(path))?.[1] ?? '';
  return [...named.matchAll(/([A-Z_]+)(?: = '[^']*')?/g)].map(([, name = '']) => name).toSorted();
}

it('gives both instances of the app all settings that the app reads, and no others', () => {
  expect(apps).toHaveLength(2);
  for (const { environment } of apps)
    expect(Object.keys(environment ?? {}).toSorted()).toEqual(settingsOf('example-app/app.ts'));
});

it('gives the provider only settings that it reads', () => {
  const settings = settingsOf('example-app/provider.ts');
  for (const name of Object.keys(services['provider']?.environment ?? {})) expect(settings).toContain(name);
});

it('both processes of the app share one secret, one Redis and one base URL, on different ports', () => {
  const [one, other] = apps.map(({ environment = {} }) => environment);
  for (const name of ['SESSION_SECRET', 'REDIS_URL', 'BASE_URL', 'ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'])
    expect(one?.[name]).toBe(other?.[name]);
  expect(one?.['PORT']).not.toBe(other?.['PORT']);
  // The file contains no secret, and the app does not start without one.
  expect(one?.['SESSION_SECRET']).toMatch(/^\$\{SESSION_SECRET:\?/);
});

it('the gateway publishes the address of the app and of the provider, and leads to both instances', () => {
  const { gateway } = services;
  const app = new URL(apps[0]?.environment?.['BASE_URL'] ?? '').port;
  const issuer = new URL(apps[0]?.environment?.['ISSUER'] ?? '').port;
  expect(gateway?.ports).toEqual([`127.0.0.1:${app}:${app}`, `127.0.0.1:${issuer}:${issuer}`]);
  expect(services['provider']?.environment?.['PROVIDER_PORT']).toBe(issuer);
  expect(configs.gateway.content).toContain(`listen ${app};`);
  for (const { environment } of apps)
    expect(configs.gateway.content).toContain(`server 127.0.0.1:${environment?.['PORT']};`);
});

it('all services share the network of the gateway, so that localhost is one place', () => {
  for (const [name, { network_mode: network }] of Object.entries(services))
    expect([name, network]).toEqual([name, name === 'gateway' ? undefined : 'service:gateway']);
});
