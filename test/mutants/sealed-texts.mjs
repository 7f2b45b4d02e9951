/** Sealed texts are good for one purpose, at one instance, for a time (invariant 15). @type {import('./mutants.mjs').Mutant[]} */
export default [
  {
    name: 'a sealed text opens for every purpose',
    file: 'src/shared/sealer.ts',
    find: 'decipher.setAAD(Buffer.from(purpose)).setAuthTag(',
    replace: 'decipher.setAAD(Buffer.from("")).setAuthTag(',
    first: 'sealer',
  },
  {
    name: 'sealed texts are not authenticated',
    file: 'src/shared/sealer.ts',
    find: 'Buffer.concat([decipher.update(text), decipher.final()])',
    replace: 'Buffer.concat([decipher.update(text)])',
    first: 'sealer',
  },
  {
    name: 'a sealed text has several spellings',
    file: 'src/shared/sealer.ts',
    find: "if (bytes.toString('base64url') !== sealed) return undefined;",
    replace: '',
    first: 'sealer',
  },
  {
    name: 'a ticket does not expire',
    file: 'src/shared/ticket.ts',
    find: 'sealed && this.#clock() < sealed.expiresAt ?',
    replace: 'sealed ?',
    first: 'ticket',
  },
  {
    name: 'a ticket is good at every instance',
    file: 'src/shared/ticket.ts',
    find: 'JSON.stringify([purpose, instance])',
    replace: 'JSON.stringify([purpose])',
    first: 'ticket|instances',
  },
  {
    name: 'a ticket is good for every purpose',
    file: 'src/shared/ticket.ts',
    find: 'JSON.stringify([purpose, instance])',
    replace: 'JSON.stringify([instance])',
    first: 'ticket',
  },
  {
    name: 'a login link begins a login of another client',
    file: 'src/http/login/login-link.ts',
    find: 'if (content?.client === client) return isForThisSession(',
    replace: 'if (content) return isForThisSession(',
    first: 'login-link|connect',
  },
  {
    name: 'a step-up link is good in another session',
    file: 'src/http/login/login-link.ts',
    find: 'return session === undefined || (user !== undefined && handleOf(req.sessionID) === session);',
    replace: 'return true;',
    first: 'require',
  },
];
