/** Express 4.17 under another name. The types of Express 5 are close enough for these tests. */
declare module 'express4' {
  import express from 'express';

  export default express;
}
