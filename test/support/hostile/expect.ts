// Modules and their helpers call `expect` outside of Jest's blocks, because a test runs each module as a function. By
// this file the linter allows that.
export { expect } from '@jest/globals';
