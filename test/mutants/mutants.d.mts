/** A check that security rests on, and how it is broken. `npm run mutants` breaks one at a time, and runs the tests that should notice. */
export interface Mutant {
  /** What is broken. */
  readonly name: string;
  /** The file that is changed. */
  readonly file: string;
  /** The text that is replaced. It stands in the file exactly once. */
  readonly find: string;
  /** The text in its place. */
  readonly replace: string;
  /** A pattern for the paths of the tests that should notice. They are run first. */
  readonly first: string;
  /** The tiers that are run when those did not notice. Default is `unit`, `integration`, `conformance` and `redis`. */
  readonly tiers?: readonly string[];
  /** Why no test can notice: another check refuses the same inputs. */
  readonly equivalent?: string;
}

/** Each check that security rests on, broken in one way. */
export const mutants: readonly Mutant[];
