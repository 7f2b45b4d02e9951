import { skipper } from '../../../../src/http/guard/skip.js';
import type { SkipRule } from '../../../../src/http/guard/skip.js';
import { serve } from '../../../support/serve.js';
import type { Served } from '../../../support/serve.js';
import { sendRaw } from '../../../support/raw-requests.js';
import { appWith } from './skip-settings.js';
import type { RoutingSetting } from './skip-settings.js';

const open: Served[] = [];

/** Closes every server that a test of this file has started. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** Serves an app, to be closed by `closeAll`. */
export async function served(app: Parameters<typeof serve>[0]): Promise<Served> {
  const server = await serve(app);
  open.push(server);
  return server;
}

/** Serves an app that answers whether a request is public. Returns a function that asks it. */
export async function judge(
  rules: readonly SkipRule[],
  setting: RoutingSetting,
  mount?: string,
): Promise<(target: string) => Promise<string>> {
  const app = appWith(setting);
  const isPublic = skipper(rules);
  app.use(mount ?? '/', (req, res) => void res.send(isPublic(req) ? '[public]' : '[guarded]'));
  const { port } = await served(app);
  return async (target) => /\[(\w+)\]/.exec(await sendRaw(port, target))?.[1] ?? 'refused';
}
