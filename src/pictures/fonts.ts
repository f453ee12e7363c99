import { createRequire } from 'node:module'
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js'

/** The only type family in our pictures. */
export const fontFamily = 'Atkinson Hyperlegible'

const { resolve } = createRequire(import.meta.url)
const folder = '@expo-google-fonts/atkinson-hyperlegible'

/** Where the font file of each weight is. */
export const fontFile = {
  400: resolve(`${folder}/400Regular/AtkinsonHyperlegible_400Regular.ttf`),
  700: resolve(`${folder}/700Bold/AtkinsonHyperlegible_700Bold.ttf`),
} as const

/** The fonts as resvg wants them: ours, and none of the machine's, so that a picture is the same everywhere. */
export const fontOptions: NonNullable<ResvgRenderOptions['font']> = {
  loadSystemFonts: false,
  fontFiles: [fontFile[400], fontFile[700]],
  defaultFontFamily: fontFamily,
}

/** Refuses to go on when words come out blank: resvg says nothing about a font it cannot read. */
export function checkFonts(font = fontOptions): void {
  const blank = ['400', '700'].filter((weight) => !inksAWord(weight, font))
  if (blank.length === 0) return
  throw new Error(
    `Pictures would have no words: ${fontFamily} ${blank.join(' and ')} cannot be read from ${font.fontFiles?.join(', ') ?? 'no file'}. Run npm ci again.`,
  )
}

function inksAWord(weight: string, font: typeof fontOptions): boolean {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><text x="5" y="30" font-family="${fontFamily}" font-weight="${weight}" font-size="24">Cordée</text></svg>`
  const { pixels } = new Resvg(svg, { font }).render()
  return pixels.some((value) => value > 0)
}
