import { pass } from '../run.js';

export default pass(
  {},
  {
    client: {
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (!url.endsWith('/token')) return response;
        return new Response(await response.text(), { headers: { 'content-type': 'text/html' } });
      },
    },
  },
);
