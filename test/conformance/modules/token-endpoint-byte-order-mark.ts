import { pass } from '../run.js';

export default pass(
  {},
  {
    client: {
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (!url.endsWith('/token')) return response;
        return new Response(`\u{feff}${await response.text()}`, { headers: response.headers });
      },
    },
  },
);
