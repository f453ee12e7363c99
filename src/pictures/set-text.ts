import { breakLines } from './break-lines.ts'
import { letter, type Lettering } from './letter.ts'
import { short } from './outline.ts'

/** The place a text must fit in, and how it is set there. */
export type TextBox = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly largest: number
  readonly lines: number
  readonly align: 'left' | 'centre'
  readonly weight: 400 | 700
  readonly colour: string
}

/**
 * A text set in a box: on the lines that let it be large, shrunk until it fits, and centred from top to bottom.
 * Empty when nothing is left to draw: emoji are left out, and a text in letters that the font lacks is not drawn at all.
 */
export function setText(text: string, box: TextBox): string {
  const words = text.replaceAll(unset, '').split(/[ \t\n\r]+/)
  const drawable = cut(words.filter((word) => word.trim() !== '').join(' '))
  if (drawable === '' || foreign.test(drawable)) return ''
  const settings = settingsOf(drawable, box)
  const largest = Math.max(...settings.map(({ size }) => size))
  const chosen = settings.find(({ size }) => size >= largest * worthALine)
  return chosen === undefined ? '' : drawn(chosen, box)
}

// Another line must make the letters a good deal larger, or it is not worth the break.
const worthALine = 0.94

const lineHeight = 1.08
// Atkinson Hyperlegible: how high a capital stands, in units of the size.
const capHeight = 0.668
const longest = 120
const unset =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}|[\p{Cf}\p{Co}\p{Cs}]|(?![\t\n\r])\p{Cc}/gu
const foreign = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u

function cut(text: string): string {
  if (text.length <= longest) return text
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  return `${characters
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`
}

type Setting = { readonly lines: readonly Lettering[]; readonly size: number }

/** The text on one line, on two and so on, each as large as the box allows. */
function settingsOf(text: string, box: TextBox): Setting[] {
  const breakings = Array.from({ length: box.lines }, (_, i) => breakLines(text, i + 1)).filter(
    (lines) => lines !== undefined,
  )
  // All in one call: reading the font takes longer than setting the lines.
  const lettering = letter(breakings.flat(), box.weight)
  let start = 0
  return breakings.map((lines) => fit(lettering.slice(start, (start += lines.length)), box))
}

function fit(lines: readonly Lettering[], box: TextBox): Setting {
  const widest = Math.max(...lines.map(({ left, right }) => right - left))
  const tall = (lines.length - 1) * lineHeight + 1
  return { lines, size: Math.min(box.largest, (box.width / widest) * 100, box.height / tall) }
}

function drawn({ lines, size }: Setting, box: TextBox): string {
  const tall = (lines.length - 1) * lineHeight + capHeight
  const baseline = box.y + (box.height - size * tall) / 2 + size * capHeight
  const placed = lines.map(({ path, left, right }, i) => {
    const middle = box.x + box.width / 2 - ((left + right) / 200) * size
    const x = box.align === 'left' ? box.x - (left * size) / 100 : middle
    const y = baseline + i * size * lineHeight
    // Rounded down, so that the last digit cannot make the text wider than its box.
    return `<path transform="translate(${short(x)} ${short(y)}) scale(${Math.floor(size * 100) / 10000})" d="${path}"/>`
  })
  return `<g class="text" fill="${box.colour}">${placed.join('')}</g>`
}
