/** Whether a text can be a key, and stand in a log: it is well-formed Unicode (UTF-8 has no lone surrogates), without control characters. */
export function isSafeText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}
