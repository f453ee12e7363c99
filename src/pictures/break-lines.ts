/**
 * The text in exactly `count` lines, broken at plain spaces so that the longest line is as short as can be,
 * preferably not after a little word such as "de". Nothing when there are fewer words than lines. No-break spaces hold.
 */
export function breakLines(text: string, count: number): readonly string[] | undefined {
  const words = text.split(' ').filter(Boolean)
  return words.length < count ? undefined : best(words, count).lines
}

type Breaking = { readonly lines: readonly string[]; readonly cost: number }

const littleWord = /(?:^| )\S{1,3}$/u
const littleWordCost = 3

function best(words: readonly string[], count: number): Breaking {
  if (count === 1) return { lines: [words.join(' ')], cost: words.join(' ').length }
  const ends = Array.from({ length: words.length - count + 1 }, (_, i) => i + 1)
  const breakings = ends.map((end): Breaking => {
    const first = words.slice(0, end).join(' ')
    const rest = best(words.slice(end), count - 1)
    const cost = first.length + (littleWord.test(first) ? littleWordCost : 0)
    return { lines: [first, ...rest.lines], cost: Math.max(cost, rest.cost) }
  })
  return breakings.reduce((one, other) => (other.cost < one.cost ? other : one))
}
