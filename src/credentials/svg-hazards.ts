import type { SaxesAttributeNS, SaxesTagNS } from 'saxes'

/** What a drawing may not hold, because it acts, hides or fetches. */
export type SvgHazard = 'svg-script' | 'svg-event' | 'svg-foreign-object' | 'svg-outside-link'

/** Why an element with its attributes is refused, or nothing. What it holds is looked at by itself. */
export function elementHazard({ local, uri, attributes }: SaxesTagNS): SvgHazard | undefined {
  // Whoever pastes a drawing into a page lets HTML read it, which takes no notice of upper case.
  const name = local.toLowerCase()
  if (scripting.has(name)) return 'svg-script'
  if (name === 'foreignobject' || uri === XHTML) return 'svg-foreign-object'
  for (const attribute of Object.values(attributes)) {
    const hazard = attributeHazard(attribute)
    if (hazard) return hazard
  }
  return undefined
}

/** True for CSS that names anything outside the drawing, or that is written so that it cannot be told. */
export function stylesOutside(css: string): boolean {
  return css.includes('\\') || /@import/i.test(css) || fetches(css)
}

const XHTML = 'http://www.w3.org/1999/xhtml'
const XMLNS = 'http://www.w3.org/2000/xmlns/'
const scripting = new Set(['script', 'handler', 'listener'])

function attributeHazard({
  local,
  prefix,
  uri,
  value,
}: SaxesAttributeNS): 'svg-event' | 'svg-outside-link' | undefined {
  if (uri === XMLNS) return undefined
  if (/^on./i.test(local)) return 'svg-event'
  switch (local.toLowerCase()) {
    case 'href':
    case 'src':
    case 'base':
      return isInside(value) ? undefined : 'svg-outside-link'
    // An animation writes into the attribute that it names.
    case 'attributename':
      if (/^on/i.test(value.trim())) return 'svg-event'
      return /^(.*:)?(href|style)$/i.test(value.trim()) ? 'svg-outside-link' : undefined
    case 'style':
      return stylesOutside(value) ? 'svg-outside-link' : undefined
    default:
      // Only those without a prefix are read as CSS; drawing programs keep their paths in others.
      return prefix === '' && fetches(value) ? 'svg-outside-link' : undefined
  }
}

function fetches(css: string): boolean {
  // With escapes, `u\72l(` is `url(`.
  if (css.includes('\\') && css.includes('(')) return true
  if (/\b(image-set|src)\s*\(/i.test(css)) return true
  return css.matchAll(/url\(\s*["']?([^"')]*)/gi).some(([, address = '']) => !isInside(address))
}

// A picture in a picture may be a bitmap, never another drawing.
function isInside(address: string): boolean {
  return address.startsWith('#') || /^data:image\/(png|jpeg);base64,[\w+/=\s-]*$/i.test(address)
}
