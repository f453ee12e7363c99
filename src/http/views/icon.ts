import { iconSvg } from '#src/pictures/icons.ts'
import { type Html, raw } from '#src/html.ts'

/** An icon beside words that say the same: hidden from screen readers. */
export function icon(name: string, size = 20): Html {
  return raw(iconSvg(name, { size }))
}
