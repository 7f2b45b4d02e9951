/** Express 4.17, under a name of its own. Its types are close enough to those of Express 5 for what tests do. */
declare module 'express4' {
  import express from 'express';

  export default express;
}
