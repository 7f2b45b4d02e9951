import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DevelopmentProvider, DevelopmentProviderOptions } from '../../src/testing/index.js';

/** The development provider in a separate process. */
export type ProviderProcess = Pick<DevelopmentProvider, 'issuer' | 'clientId' | 'clientSecret'> & {
  stop(): Promise<void>;
  process: ChildProcess;
};

/** Starts the development provider on a free port, from the built package. */
export async function startProvider(options: DevelopmentProviderOptions = {}): Promise<ProviderProcess> {
  const script = fileURLToPath(new URL('provider-process.mjs', import.meta.url));
  // Jest also sets NODE_ENV=test for its child processes.
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const address = JSON.parse(await readFirstLine(child)) as Pick<
    DevelopmentProvider,
    'issuer' | 'clientId' | 'clientSecret'
  >;
  return { ...address, process: child, stop: () => stopProcess(child) };
}

/** Reads the first line that a process prints. Rejects if the process ends without one. */
export async function readFirstLine(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`The process ended with code ${String(code)}`)),
  );
  const line = (async () => {
    let text = '';
    for await (const chunk of child.stdout ?? []) {
      text += String(chunk);
      if (text.includes('\n')) return text;
    }
    throw new Error('The process printed nothing');
  })();
  return Promise.race([line, ended]);
}

/** Ends a process that a test has started, and waits until it is gone. */
export async function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Waits until a URL answers. Rejects after 20 seconds. */
export async function waitForAnswer(url: string): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url, { redirect: 'manual' }).catch(() => undefined);
    if (response && response.status < 500) return;
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
