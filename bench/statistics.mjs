/** The middle one of some numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The middle, the smallest and the largest of some numbers. */
export function summary(numbers) {
  return { median: median(numbers), min: Math.min(...numbers), max: Math.max(...numbers) };
}

/** The ratios of two series, round by round: what disturbs the machine in a round disturbs both. */
export function ratios(numbers, others) {
  return summary(numbers.map((number, round) => number / others[round]));
}
