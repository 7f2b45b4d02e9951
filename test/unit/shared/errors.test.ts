import { runInNewContext } from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import * as errors from '../../../src/shared/errors.js';

const {
  CallbackError,
  ConfigurationError,
  isOAuthError,
  NotSignedInError,
  OAuthError,
  ProviderError,
  ProviderUnavailableError,
  SessionError,
} = errors;
const code = 'ERR_OAUTH_BAD_RESPONSE' as const;

describe('an error', () => {
  it.each<[name: string, error: errors.OAuthError, status: number]>([
    ['ConfigurationError', new ConfigurationError('m'), 500],
    ['CallbackError', new CallbackError('m', { code }), 400],
    ['ProviderError', new ProviderError('m', { code, error: 'x' }), 502],
    ['ProviderUnavailableError', new ProviderUnavailableError('m', { code }), 502],
    ['SessionError', new SessionError('m', { code }), 503],
    ['NotSignedInError', new NotSignedInError('m', { code }), 401],
  ])('%s has its name, status and expose', (name, error, status) => {
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name,
      message: 'm',
      status,
      expose: status < 500,
      client: undefined,
      hint: undefined,
    });
    expect(String(error)).toBe(`${name}: m`);
    expect(error.stack).toContain('errors.test');
  });

  it.each([
    [200, true],
    [400, true],
    [499, true],
    [500, false],
    [503, false],
  ])('with status %i may be shown: %p', (status, expose) => {
    expect(new CallbackError('m', { code, status }).expose).toBe(expose);
    expect(new SessionError('m', { code, status }).expose).toBe(expose);
  });

  it('keeps its cause, and has none when there is none', () => {
    const cause = new Error('underneath');
    expect(new CallbackError('m', { code, cause }).cause).toBe(cause);
    expect(new CallbackError('m', { code, cause: null }).cause).toBeNull();
    expect('cause' in new CallbackError('m', { code })).toBe(false);
    expect('cause' in new CallbackError('m', { code, cause: undefined })).toBe(false);
  });

  it('has a reason only where it is given one', () => {
    expect(new CallbackError('m', { code, reason: 'authentication-too-old' }).reason).toBe('authentication-too-old');
    expect(new CallbackError('m', { code }).reason).toBeUndefined();
  });

  it('a configuration error has a default code, and may have another', () => {
    expect(new ConfigurationError('m').code).toBe('ERR_OAUTH_CONFIG');
    expect(new ConfigurationError('m', { code: 'ERR_OAUTH_HOOK' }).code).toBe('ERR_OAUTH_HOOK');
  });

  it("cuts the provider's words", () => {
    const error = new ProviderError('m', {
      code,
      error: 'e'.repeat(5000),
      errorDescription: 'd'.repeat(5000),
    });
    expect(error.error).toHaveLength(100);
    expect(error.errorDescription).toHaveLength(300);
    expect(new ProviderError('m', { code, error: '' }).errorDescription).toBeUndefined();
  });
});

describe('isOAuthError', () => {
  it('knows every error of the package', () => {
    expect(isOAuthError(new OAuthError('m', { code }))).toBe(true);
    expect(isOAuthError(new NotSignedInError('m', { code }))).toBe(true);
  });

  it('knows the errors of another copy of the package', async () => {
    let copy: typeof errors | undefined;
    await jest.isolateModulesAsync(async () => {
      copy = await import('../../../src/shared/errors.js');
    });
    const foreign = new (copy?.SessionError ?? Error)('m', { code });
    expect(foreign).not.toBeInstanceOf(OAuthError);
    expect(isOAuthError(foreign)).toBe(true);
  });

  it('knows the errors of a copy in another realm, as its brand promises', () => {
    const foreign: unknown = runInNewContext(`
      const error = new Error('m');
      Object.defineProperty(error, Symbol.for('express-oauth-beforeware.error'), { value: true });
      error;
    `);
    expect(isOAuthError(foreign)).toBe(true);
  });

  it.each<[value: unknown]>([
    [undefined],
    [null],
    [0],
    [''],
    ['ERR_OAUTH_CONFIG'],
    [new Error('m')],
    [Object.assign(new Error('m'), { code, status: 400, name: 'CallbackError' })],
    [{ name: 'OAuthError', code, message: 'm' }],
    [() => undefined],
    [OAuthError],
    [JSON.parse(JSON.stringify(new CallbackError('m', { code })))],
  ])('is not deceived by %p', (value) => {
    expect(isOAuthError(value)).toBe(false);
  });

  it('shows no brand when an error is printed or copied', () => {
    const error = new CallbackError('m', { code });
    expect(Object.keys(error)).not.toContain('Symbol(express-oauth-beforeware.error)');
    expect(Object.getOwnPropertySymbols({ ...error })).toEqual([]);
  });
});
