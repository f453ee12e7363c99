/**
 * True for the three parts of a compact JWS or JWT, and nothing before, between or after them: a decoder that skips blanks would
 * take two texts for one. What the parts hold is not looked at.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.1
 */
export function isCompact(text: string): boolean {
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(text)
}
