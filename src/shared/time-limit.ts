/**
 * Waits for `work` at most `ms` milliseconds, then rejects with the error that `onTimeout` creates. The work itself is not stopped, and its
 * later result is ignored.
 */
export function withTimeLimit<T>(work: Promise<T>, ms: number, onTimeout: () => Error): Promise<T> {
  // Every signed-in request waits here: one promise and one timer.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), ms);
    work.then(
      (result) => {
        clearTimeout(timer);
        return resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
