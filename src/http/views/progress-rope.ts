import { html, type Html } from '#src/html.ts'

export interface Progress {
  readonly value: number
  readonly max: number
  /** Where the quorum stands. */
  readonly mark: number
}

// More knots than this cannot be told apart on a telephone.
const mostKnots = 30

/**
 * How far a vote is, as a rope with a knot for each voter and a flag at the quorum. The words beside it say the same, so
 * it is hidden from screen readers.
 */
export function progressRope({ value, max, mark }: Progress): Html {
  if (max <= 0) return html``
  return max > mostKnots ? longRope({ value, max, mark }) : knottedRope({ value, max, mark })
}

const step = 36
const side = 20
const height = 60

function knottedRope({ value, max, mark }: Progress): Html {
  const width = (max - 1) * step + 2 * side
  const knots = Array.from({ length: max }, (_, index) => index + 1)
  return html`<svg
    class="rope"
    preserveAspectRatio="xMinYMid"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    aria-hidden="true"
    focusable="false"
  >
    <path class="rope-line" d="${ropePath(max)}" />
    ${mark >= 1 && mark <= max && flag(placeOf(mark, max))}
    ${knots.map((knot) => knotAt(placeOf(knot, max), knot <= value))}
  </svg>`
}

function longRope({ value, max, mark }: Progress): Html {
  const along = (count: number) => Math.round((side + (Math.min(count, max) / max) * 600) * 10) / 10
  return html`<svg
    class="rope"
    preserveAspectRatio="xMinYMid"
    viewBox="0 0 ${600 + 2 * side} ${height}"
    width="${600 + 2 * side}"
    height="${height}"
    aria-hidden="true"
    focusable="false"
  >
    <path class="rope-line" d="M${side} 42H${600 + side}" />
    <path class="rope-done" d="M${side} 42H${along(value)}" />
    ${mark >= 1 && mark <= max && flag({ x: along(mark), y: 42 })}
  </svg>`
}

interface Place {
  readonly x: number
  readonly y: number
}

// The rope climbs a little, so that each vote is a step up.
function placeOf(knot: number, max: number): Place {
  const rise = max === 1 ? 0 : ((knot - 1) / (max - 1)) * 10
  return { x: side + (knot - 1) * step, y: Math.round((48 - rise) * 10) / 10 }
}

function ropePath(max: number): string {
  const first = placeOf(1, max)
  const sags = Array.from({ length: max - 1 }, (_, index) => {
    const to = placeOf(index + 2, max)
    return `Q${to.x - step / 2} ${to.y + 7} ${to.x} ${to.y}`
  })
  return `M${first.x} ${first.y}${sags.join('')}`
}

function knotAt({ x, y }: Place, cast: boolean): Html {
  return cast
    ? html`<circle class="knot knot-cast" cx="${x}" cy="${y}" r="9.5" />`
    : html`<circle class="knot" cx="${x}" cy="${y}" r="7" />`
}

function flag({ x, y }: Place): Html {
  return html`<path class="flag-pole" d="M${x} ${y}V6" /><path
      class="flag"
      d="M${x} 6l18 7-18 7z"
    />`
}
