// Modules and their vocabulary assert outside of Jest's own blocks: each module is a function that one of those runs. By
// way of this file the linter knows that it is meant.
export { expect } from '@jest/globals';
