import type { OAuthErrorCode, OidcOptions } from '../../src/index.js';
import type { Answer } from '../support/hostile/answers.js';
import { expect, scenario } from './run.js';
import type { Module } from './run.js';

/** Checks that a failed introspection gives the handler this code, and changes nothing else. */
export function failsToTell(code: OAuthErrorCode, answer: Answer, client: Partial<OidcOptions> = {}): Module {
  return scenario(
    async (world) => {
      await world.signIn();
      const { token } = await world.token();
      world.provider.misbehave({ respond: { introspect: answer } });
      expect(await world.introspection()).toEqual({ code });
      expect(world.provider.calls('introspect')).toBe(1);
      expect(world.provider.calls('elsewhere')).toBe(0);
      expect(await world.token()).toEqual({ token });
      await world.expectSignedIn('oidc:alice');
      world.provider.misbehave();
      expect(await world.introspection()).toEqual({ said: { active: true, sub: 'alice' } });
    },
    { client },
  );
}
