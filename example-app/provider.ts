import { developmentProvider } from 'express-oauth-beforeware/testing';

const { PROVIDER_PORT = '3001', PROVIDER_HOST, ISSUER } = process.env;

const provider = await developmentProvider({
  port: Number(PROVIDER_PORT),
  // In a container: reached at another address than it listens on.
  ...(PROVIDER_HOST && ISSUER ? { host: PROVIDER_HOST, issuer: ISSUER } : {}),
  users: [
    { id: 'alice', name: 'Alice Archer', email: 'alice@example.com', email_verified: true },
    { id: 'bob', name: 'Bob Baker', email: 'bob@example.com', email_verified: true },
    { id: 'mallory', name: 'Mallory Mason', email: 'mallory@example.com', email_verified: false },
  ],
});
console.log(`The development provider is ${provider.issuer}`);
