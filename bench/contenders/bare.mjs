import express from 'express';
import { claimsOf, shown } from '../identity.mjs';
import { addPages } from './pages.mjs';

/** Express alone: everybody is the same user. */
export function makeApp() {
  const app = express();
  addPages(app, { userOf: () => shown(claimsOf('user-0')) });
  return app;
}
