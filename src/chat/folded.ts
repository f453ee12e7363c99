/** Words as they are compared: accents and capitals are forgiven. */
export function folded(words: string): string {
  return words.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
