import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import { textAt, type JsonObject } from './json.ts'
import { isPng } from './png.ts'
import { looksXml } from './svg.ts'

/** Looks at whether the picture that a BadgeClass names is there, and is a PNG or an SVG. */
export async function checkImage(
  badgeClass: JsonObject | undefined,
  { known, sources }: Checking,
): Promise<BadgeCheck> {
  if (badgeClass === undefined) return answer('image', 'not-checked', 'earlier-check-failed')
  const { image } = badgeClass
  const url = typeof image === 'string' ? image : textAt(image, 'id')
  if (url === undefined) return answer('image', 'failed', 'image-broken')
  const bytes = /^data:/i.test(url) ? inlineBytes(url) : undefined
  if (bytes !== undefined) return judged(bytes)
  if (known.baseUrl !== undefined && url.startsWith(`${known.baseUrl}/`)) {
    // Of a class that we publish; anybody can write our address into another.
    return textAt(badgeClass, 'id')?.startsWith(`${known.baseUrl}/`)
      ? answer('image', 'passed', 'image-ours')
      : answer('image', 'not-checked', 'not-here', { url })
  }
  const had = await sources.bytes(url)
  return had.ok ? judged(had.value) : answer('image', 'not-checked', had.reason, had.facts)
}

function judged(bytes: Uint8Array): BadgeCheck {
  return isPng(bytes) || looksXml(bytes)
    ? answer('image', 'passed', 'image-answers')
    : answer('image', 'failed', 'image-broken')
}

// RFC 2397 §3: what lies in the address itself.
function inlineBytes(url: string): Uint8Array {
  const comma = url.indexOf(',')
  const head = url.slice(0, comma)
  if (!/^data:image\/(png|svg\+xml)(;|$)/i.test(head)) return new Uint8Array()
  const body = url.slice(comma + 1)
  return /;base64$/i.test(head) ? Buffer.from(body, 'base64') : Buffer.from(decoded(body))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
