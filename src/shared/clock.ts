/** Tells the time in milliseconds since the epoch, as `Date.now` does. Tests hand in their own. */
export type Clock = () => number;
