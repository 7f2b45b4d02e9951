import { pass } from '../run.js';

// Some providers say so of their JSON. What counts is in it.
export default pass({
  respond: {
    token(_req, res, behave) {
      res.setHeader('content-type', 'text/html');
      behave();
    },
  },
});
