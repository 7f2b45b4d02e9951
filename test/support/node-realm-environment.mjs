import { TestEnvironment } from 'jest-environment-node';

const names = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];

/**
 * Jest's sandbox is its own realm. Without this, code that checks a fetch failure with `instanceof TypeError` takes another
 * path than in production.
 */
export default class NodeRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const ordinary = Function.prototype[Symbol.hasInstance];
    for (const name of names) {
      const inner = this.global[name];
      const outer = globalThis[name];
      Object.defineProperty(inner, Symbol.hasInstance, {
        configurable: true,
        value(candidate) {
          return ordinary.call(this, candidate) || (this === inner && candidate instanceof outer);
        },
      });
    }
  }
}
