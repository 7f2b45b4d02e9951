import { Agent as Connections, request } from 'node:http';
import { text } from 'node:stream/consumers';

const MAX_REDIRECTS = 10;

/** As much of a browser as a login needs: it keeps the cookies of each host and port, and follows redirects. */
export class Agent {
  /** Shared by all agents, as the connections of a proxy are. */
  static #connections = new Connections({ keepAlive: true, maxSockets: 64 });
  #cookies = new Map();

  get(url) {
    return this.#send('GET', url);
  }

  post(url, form) {
    return this.#send('POST', url, {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form).toString(),
    });
  }

  postJson(url, value) {
    return this.#send('POST', url, { type: 'application/json', body: JSON.stringify(value) });
  }

  /** The page at the end of all redirects. */
  async follow(page) {
    let at = page;
    for (let hops = 0; at.location !== undefined; hops += 1) {
      if (hops === MAX_REDIRECTS) throw new Error(`Too many redirects, the last one to ${at.location}`);
      at = await this.get(new URL(at.location, at.url).href);
    }
    return at;
  }

  /** The cookies for an address, as a header. */
  cookiesFor(url) {
    const { host } = new URL(url);
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #send(method, url, { type, body } = {}) {
    const cookie = this.cookiesFor(url);
    const { origin } = new URL(url);
    const headers = {
      accept: 'text/html',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      ...(cookie ? { cookie } : {}),
      ...(type ? { 'content-type': type, 'content-length': Buffer.byteLength(body), origin } : {}),
    };
    const res = await new Promise((resolve, reject) => {
      const options = { method, headers, agent: Agent.#connections, family: 4 };
      request(url, options, resolve).on('error', reject).end(body);
    });
    const answer = await text(res);
    this.#keep(new URL(url).host, res.headers['set-cookie'] ?? []);
    return { url, status: res.statusCode, location: res.headers.location, text: answer };
  }

  #keep(host, lines) {
    const kept = this.#cookies.get(host) ?? new Map();
    this.#cookies.set(host, kept);
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const hasEnded =
        /;\s*max-age=0\b/i.test(line) || Date.parse(/;\s*expires=([^;]+)/i.exec(line)?.[1] ?? '') < Date.now();
      if (hasEnded) kept.delete(name);
      else kept.set(name, value);
    }
  }
}

/** Signs a new user in, and gives the agent that is signed in. */
export async function signIn({ login }, baseUrl, agent = new Agent()) {
  const begun = typeof login === 'string' ? await agent.get(baseUrl + login) : await login(agent, baseUrl);
  const landed = await agent.follow(begun);
  const page = landed.url === `${baseUrl}/me` ? landed : await agent.get(`${baseUrl}/me`);
  if (page.status !== 200 || !page.text.includes('"name":"Ada Lovelace"'))
    throw new Error(`Nobody was signed in: ${page.status} at ${page.url}: ${page.text.slice(0, 300)}`);
  return agent;
}
