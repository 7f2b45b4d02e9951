import { developmentProvider } from 'express-oauth-beforeware/testing';

const { PROVIDER_PORT = '3001', PROVIDER_HOST, ISSUER } = process.env;

/** A picture as a data URL: a letter on a disc. */
const picture = (letter: string, colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="${colour}"/><text x="4.5" y="6.4" font-size="5.5" font-family="sans-serif" text-anchor="middle" fill="#fff">${letter}</text></svg>`,
  )}`;

const provider = await developmentProvider({
  port: Number(PROVIDER_PORT),
  // In a container the provider has another address than the one it listens on.
  ...(PROVIDER_HOST && ISSUER ? { host: PROVIDER_HOST, issuer: ISSUER } : {}),
  users: [
    {
      id: 'alice',
      name: 'Alice Archer',
      email: 'alice@example.com',
      email_verified: true,
      picture: picture('A', '#0b6e5f'),
    },
    {
      id: 'bob',
      name: 'Bob Baker',
      email: 'bob@example.com',
      email_verified: true,
      picture: picture('B', '#8a4b16'),
    },
    {
      id: 'mallory',
      name: 'Mallory Mason',
      email: 'mallory@example.com',
      email_verified: false,
      picture: picture('M', '#5d3a8c'),
    },
  ],
});
console.log(`The development provider is ${provider.issuer}`);
