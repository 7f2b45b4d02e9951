import { waitUntil } from '../support/wait-until.js';
import { Apps } from './apps.js';
import { Load } from './load.js';
import { Provider } from './provider.js';
import type { Store } from './stores.js';
import type { Tally } from './tally.js';

const PROCESSES = 4;
const SECRET = 'one secret that all processes know';
/** The number of sign-ins before the fault, and again after recovery. */
const SIGN_INS = 60;

/** One way to break things. */
export interface Fault<Servers = unknown> {
  /** Describes the fault in the report. */
  title: string;
  store: () => Promise<Store<Servers>>;
  /** Breaks something and repairs it. */
  strike: (broken: { servers: Servers; provider: Provider; apps: Apps }) => Promise<void>;
  /** Whether the provider ends all tokens of a sign-in whose used refresh token is sent again. Default is false. */
  isStrict?: boolean;
  /** The longest time a request may take. Default is 8 s. */
  longestRequestMs?: number;
  /** Whether the fault cuts connections to the app. Default is false. */
  cutsConnections?: boolean;
  /** Whether the store loses data that it had acknowledged, so that users must sign in again. Default is false. */
  forgets?: boolean;
}

/** Types the default export of a module in `modules/`. */
export function fault<Servers>(made: Fault<Servers>): Fault<Servers> {
  return made;
}

/** Runs four processes of an app under load while a fault strikes. */
export async function play<Servers>(played: Fault<Servers>, { signIns = SIGN_INS } = {}): Promise<Tally> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const provider = await Provider.start(played.isStrict ?? false);
    stops.push(() => provider.close());
    const store = await played.store();
    stops.push(() => store.stop());
    const settings = { client: provider.client, options: { secret: SECRET }, redis: store.settings };
    const apps = await Apps.start(PROCESSES, settings);
    stops.push(() => apps.stop());
    const load = new Load({
      url: apps.url,
      provider,
      isSafe: (keys) => store.isSafe(keys),
      cutsConnections: played.cutsConnections ?? false,
    });
    stops.push(() => load.stop());
    await load.begin();
    await load.hasSignedIn(signIns);
    await played.strike({ servers: store.servers, provider, apps });
    load.isOver = true;
    const settling = waitUntil('all is well again', () => load.isWell(), 30_000);
    await settling.catch((error: Error) => load.tally.unexpectedly(error.message));
    await load.hasSignedIn(signIns);
    await load.stop();
    await load.audit();
    for (let count = 0; count < apps.crashed; count += 1) load.tally.unexpectedly('a process that ended');
    return load.tally;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
