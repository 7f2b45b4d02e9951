import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** The interval at which requests and sign-ins begin. */
const TICK_MS = 20;
/** The highest number of pending operations. Above it the machine is too slow, and the run says so. */
const MAX_PENDING = 300;
/** The number of sessions that are used in turn. A session that drops out stands for a closed browser. */
const MAX_SESSIONS = 1000;

/** Sends sign-ins and requests of signed-in users, at a fixed rate and for a fixed time. */
export class Load {
  signIns = 0;
  requests = 0;
  failures = new Map();
  notBegun = 0;
  #agent = new Agent();
  #sessions = [];
  #turn = 0;
  #pending = 0;

  constructor({ url, signInsASecond, requestsASecond }) {
    this.url = url;
    this.signInsATick = (signInsASecond * TICK_MS) / 1000;
    this.requestsATick = (requestsASecond * TICK_MS) / 1000;
  }

  async run(ms) {
    // New connections: the app may be closing those of an earlier run.
    this.#agent = new Agent({ keepAlive: true, maxSockets: 100 });
    const from = performance.now();
    let [signIns, requests] = [0, 0];
    for (let tick = 1; performance.now() - from < ms; tick += 1) {
      for (; signIns < tick * this.signInsATick; signIns += 1) this.#begin(() => this.#signIn());
      for (; requests < tick * this.requestsATick; requests += 1) this.#begin(() => this.#request());
      await wait(Math.max(0, from + tick * TICK_MS - performance.now()));
    }
    while (this.#pending > 0) await wait(TICK_MS);
    this.#agent.destroy();
  }

  #begin(work) {
    if (this.#pending >= MAX_PENDING) {
      this.notBegun += 1;
      return;
    }
    this.#pending += 1;
    work()
      .catch((error) => this.#failed(error.message))
      .finally(() => (this.#pending -= 1));
  }

  async #signIn() {
    const begun = await this.#get(`${this.url}/login?returnTo=/me`);
    const cookie = begun.cookies.join('; ');
    const { location } = await this.#get(begun.location);
    const back = await this.#get(location, cookie);
    const session = back.cookies.find((each) => each.startsWith('sid='));
    if (back.status !== 303 || !session) return this.#failed(`sign-in: ${back.status}`);
    this.signIns += 1;
    this.#sessions.push(session);
    if (this.#sessions.length > MAX_SESSIONS) this.#sessions.shift();
  }

  async #request() {
    this.#turn += 1;
    const session = this.#sessions[this.#turn % this.#sessions.length];
    if (!session) return;
    const { status, location } = await this.#get(`${this.url}/me`, session);
    // Sessions of the run end after a minute, as they should.
    if (status === 200) this.requests += 1;
    else if (!location?.includes('/login')) this.#failed(`request: ${status}`);
  }

  #failed(why) {
    this.failures.set(why, (this.failures.get(why) ?? 0) + 1);
  }

  #get(url, cookie = '') {
    return new Promise((resolve, reject) => {
      const headers = { cookie, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      const req = get(new URL(url, this.url), { agent: this.#agent, headers }, (res) => {
        res.resume().on('error', reject);
        res.on('end', () => {
          const cookies = (res.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]);
          resolve({ status: res.statusCode, location: res.headers.location, cookies });
        });
      });
      // The server closed an idle connection. Like any client, try once more on a new one.
      req.on('error', (error) => (req.reusedSocket ? resolve(this.#get(url, cookie)) : reject(error)));
    });
  }
}
