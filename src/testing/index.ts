/**
 * Tools for development and for the tests of an application. Import path: `express-oauth-beforeware/testing`.
 *
 * @packageDocumentation
 */
export { developmentProvider } from './development-provider.js';
export type { DevelopmentProvider, DevelopmentProviderOptions } from './development-provider.js';
export type { DevelopmentUser } from './development-user.js';
