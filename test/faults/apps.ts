import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.js';
import { waitForAnswer, stopProcess } from '../support/processes.js';
import { balance } from './balancer.js';
import type { Balancer } from './balancer.js';

const script = fileURLToPath(new URL('app-process.mjs', import.meta.url));

/** The processes of one app, behind one address. */
export class Apps {
  readonly #ports: readonly number[];
  readonly #balancer: Balancer;
  readonly #settings: Record<string, unknown>;
  readonly #running: ChildProcess[] = [];
  #killed = 0;

  private constructor(ports: readonly number[], balancer: Balancer, settings: Record<string, unknown>) {
    this.#ports = ports;
    this.#balancer = balancer;
    this.#settings = settings;
  }

  static async start(count: number, settings: Record<string, unknown>): Promise<Apps> {
    const ports: number[] = [];
    for (let at = 0; at < count; at += 1) ports.push(await freePort());
    const apps = new Apps(ports, await balance(ports), settings);
    try {
      await Promise.all(ports.map((_, at) => apps.#start(at)));
    } catch (error) {
      await apps.stop();
      throw error;
    }
    return apps;
  }

  get url(): string {
    return this.#balancer.url;
  }

  /** The number of processes that ended by themselves. */
  get crashed(): number {
    return this.#running.filter(({ exitCode }) => exitCode !== null).length;
  }

  /** Kills the next process without a warning, and starts it again. */
  async killNext(): Promise<void> {
    const at = this.#killed % this.#ports.length;
    this.#killed += 1;
    const victim = this.#running[at];
    if (victim) await stopProcess(victim, 'SIGKILL');
    await this.#start(at);
  }

  async stop(): Promise<void> {
    await this.#balancer.close();
    await Promise.all(this.#running.map((each) => stopProcess(each, 'SIGKILL')));
  }

  async #start(at: number): Promise<void> {
    const port = this.#ports[at] as number;
    const settings = JSON.stringify({ ...this.#settings, port });
    this.#running[at] = spawn(process.execPath, [script, settings], { stdio: ['pipe', 'ignore', 'inherit'] });
    await waitForAnswer(`http://127.0.0.1:${port}`);
  }
}
