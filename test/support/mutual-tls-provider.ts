import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Certificate } from './certificates.js';
import { firstLine, stopProcess } from './processes.js';

/** How the provider is made. */
export interface MutualTlsSettings {
  tls: Certificate & { ca: string };
  /** Whether a client's certificate must be of the authority. */
  trusted: boolean;
  /** Whether its metadata names the endpoints for certificates beside the others (RFC 8705, section 5), or in place of them. */
  aliases: boolean;
  /** oidc-provider's own, as far as JSON goes. */
  configuration: Record<string, unknown>;
}

/** A certified provider that knows its clients by their certificates. */
export interface MutualTlsProvider {
  issuer: string;
  /** Where browsers go: without a certificate. */
  open: string;
  /** Where nobody comes without one. */
  mutual: string;
  stop(): Promise<void>;
}

/** Starts it in a process of its own, on free ports. */
export async function startMutualTlsProvider(settings: MutualTlsSettings): Promise<MutualTlsProvider> {
  const script = fileURLToPath(new URL('mutual-tls-provider-process.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const addresses = JSON.parse(await firstLine(child)) as Omit<MutualTlsProvider, 'stop'>;
  return { ...addresses, stop: () => stopProcess(child) };
}
