import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its private key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** A certificate authority of a test. */
export interface Authority {
  /** What to trust, in PEM. */
  ca: string;
  /** A certificate of this authority. */
  issue(name: string): Promise<Certificate>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Makes an authority that only the test trusts. */
export async function makeAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const file = await certificate(folder, 'The authority of this test');
  return {
    ca: (await read(file)).cert,
    issue: async (name) => read(await certificate(folder, name, ['-CA', `${file}.cert`, '-CAkey', `${file}.key`])),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes a self-signed certificate. */
export async function makeSelfSigned(name: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  try {
    return await read(await certificate(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function certificate(folder: string, name: string, more: readonly string[] = []): Promise<string> {
  const file = join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${file}.key`];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '1'];
  await run('openssl', ['req', '-x509', ...key, ...subject, '-out', `${file}.cert`, ...more]);
  return file;
}

async function read(file: string): Promise<Certificate> {
  return { cert: await readFile(`${file}.cert`, 'utf8'), key: await readFile(`${file}.key`, 'utf8') };
}
