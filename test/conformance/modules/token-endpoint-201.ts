import { pass } from '../run.js';

export default pass(
  {},
  {
    client: {
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (!url.endsWith('/token')) return response;
        return new Response(await response.text(), { status: 201, headers: response.headers });
      },
    },
  },
);
