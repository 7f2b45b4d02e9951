import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Certificate } from './certificates.js';
import { readFirstLine, stopProcess } from './processes.js';

/** The settings of the provider. */
export interface MutualTlsSettings {
  tls: Certificate & { ca: string };
  /** Whether the authority must have issued the client's certificate. */
  trusted: boolean;
  /** Whether the metadata has the endpoints for certificates in addition to the others (RFC 8705, section 5), or instead of them. */
  aliases: boolean;
  /** The configuration of oidc-provider, as far as JSON can hold it. */
  configuration: Record<string, unknown>;
}

/** A certified provider that knows its clients by their certificates. */
export interface MutualTlsProvider {
  issuer: string;
  /** The URL for browsers, which have no certificate. */
  open: string;
  /** The URL that requires a certificate. */
  mutual: string;
  stop(): Promise<void>;
}

/** Starts the provider in a separate process, on free ports. */
export async function startMutualTlsProvider(settings: MutualTlsSettings): Promise<MutualTlsProvider> {
  const script = fileURLToPath(new URL('mutual-tls-provider-process.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const addresses = JSON.parse(await readFirstLine(child)) as Omit<MutualTlsProvider, 'stop'>;
  return { ...addresses, stop: () => stopProcess(child) };
}
