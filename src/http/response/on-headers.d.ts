/** The package has no types of its own. */
declare module 'on-headers' {
  import type { ServerResponse } from 'node:http';

  /** Calls the listener when the headers of a response are about to be written. The one that was added last is called first. */
  export default function onHeaders(res: ServerResponse, listener: () => void): void;
}
