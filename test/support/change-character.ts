/** The text with the character at a position changed, whatever it is. A negative position counts from the end. */
export function changeCharacter(text: string, position = 0): string {
  const at = position < 0 ? text.length + position : position;
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
}
