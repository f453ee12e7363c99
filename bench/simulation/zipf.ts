/** Draws ranks from 0 up, of which few are drawn very often: rank k with a weight of 1 / (k + 1)^exponent. */
export function zipf(
  count: number,
  exponent: number,
): { readonly largestShare: number; draw(chance: number): number } {
  const upTo = new Float64Array(count)
  let total = 0
  for (let rank = 0; rank < count; rank += 1) {
    total += (rank + 1) ** -exponent
    upTo[rank] = total
  }
  return {
    largestShare: 1 / total,
    draw(chance) {
      const wanted = chance * total
      let low = 0
      let high = count - 1
      while (low < high) {
        const middle = (low + high) >> 1
        if ((upTo[middle] ?? 0) < wanted) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}
