import { expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import { oauth, oidc } from '../../src/index.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();

it.each([
  ['5', express],
  ['4', express4],
])(
  'a pattern holds as it is written in an app of Express %s that routes by case, although our own router does not',
  async (_version, make) => {
    const app = make().enable('case sensitive routing');
    endAfterTest(oauth(app, oidc(provider.client), { skip: [/\/(?!admin)[^/]*/] }));
    app.get(['/ADMIN', '/admin'], (_req, res) => void res.send('page'));
    const { url } = endAfterTest(await serve(app));
    const statusOf = async (path: string) => (await fetch(url + path, { redirect: 'manual' })).status;
    expect([await statusOf('/ADMIN'), await statusOf('/admin')]).toEqual([200, 401]);
  },
);
