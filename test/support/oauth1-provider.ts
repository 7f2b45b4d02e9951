import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SignatureMethod } from '../../src/index.js';
import { readFirstLine, stopProcess } from './processes.js';

/** The settings of an OAuth 1.0a provider with its consumer. */
export interface OAuth1Settings {
  method: SignatureMethod;
  consumerKey: string;
  consumerSecret: string;
  publicKey?: string;
  callback: string;
}

/** A third-party OAuth 1.0a provider in a separate process. */
export interface OAuth1Provider {
  url: string;
  stop(): Promise<void>;
}

/** Debian's packages are for Debian's Python, which may not be the first on the PATH. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

export async function startOAuth1Provider(settings: OAuth1Settings): Promise<OAuth1Provider> {
  const script = fileURLToPath(new URL('oauth1_server.py', import.meta.url));
  const child = spawn(python, [script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { url } = JSON.parse(await readFirstLine(child)) as { url: string };
  return { url, stop: () => stopProcess(child) };
}
