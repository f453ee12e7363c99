/** The lines of our mark, on a square of 24 units: one rope that makes a C, then climbs to two summits. */
export const markRope = 'M17.2 3.8A9.7 9.7 0 1 0 20.4 16.8L15.2 9.2L12.3 13.1L10.5 10.9L7.2 15.4'

/** Our mark in one colour, to stand inside a larger picture. */
export function drawMark(place: { x: number; y: number; size: number; colour: string }): string {
  const { x, y, size, colour } = place
  return [
    `<g transform="translate(${x} ${y}) scale(${size / 24})">`,
    `<path fill="none" stroke="${colour}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="${markRope}"/>`,
    `<circle fill="${colour}" cx="20.2" cy="8.2" r="2"/>`,
    '</g>',
  ].join('')
}
