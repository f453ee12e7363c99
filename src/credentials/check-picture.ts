import { PNG } from 'pngjs'
import { accept, refuse, type Outcome } from '#src/domain/outcome.ts'
import { pixelBytes, pixelsHold } from './png-pixels.ts'
import { pngChunks, PngError, pngSize, type PngChunks, type PngCode } from './png.ts'

export type PictureRefusal =
  | { readonly code: 'picture-too-heavy'; readonly bytes: number; readonly most: number }
  | { readonly code: 'picture-broken'; readonly problem: PngCode | 'not-decodable' }
  | { readonly code: 'picture-not-square'; readonly width: number; readonly height: number }
  | { readonly code: 'picture-too-small'; readonly side: number; readonly least: number }
  | { readonly code: 'image-too-large'; readonly most: number }

const MOST_BYTES = 2 * 1024 * 1024
/** Larger ones would hold the one thread for seconds while they are decoded. */
const LONGEST_UPLOADED_SIDE = 2048
/** What a square of that side takes at 8 bits a sample, with transparency and the filters of interlaced lines. */
const MOST_PIXEL_BYTES = LONGEST_UPLOADED_SIDE * (LONGEST_UPLOADED_SIDE * 4 + 16)
const SHORTEST_SIDE = 400

/**
 * Looks at a picture that somebody uploads for a badge: a sound PNG of at most 2 MiB, square, 400 to 2048 pixels a
 * side, no more than 16 MiB of pixels.
 * Never throws, and decodes only what has passed every other check.
 */
export function checkPicture(
  bytes: Uint8Array,
): Outcome<{ readonly width: number; readonly height: number }, PictureRefusal> {
  if (bytes.length > MOST_BYTES) {
    return refuse({ code: 'picture-too-heavy', bytes: bytes.length, most: MOST_BYTES })
  }
  const chunks = walked(bytes)
  if (chunks === 'image-too-large') return refuse({ code: chunks, most: LONGEST_UPLOADED_SIDE })
  if (typeof chunks === 'string') return refuse({ code: 'picture-broken', problem: chunks })

  const { width, height } = pngSize(chunks[0])
  if (width !== height) return refuse({ code: 'picture-not-square', width, height })
  if (width < SHORTEST_SIDE) {
    return refuse({ code: 'picture-too-small', side: width, least: SHORTEST_SIDE })
  }
  const pixels = pixelBytes(chunks[0])
  if (width > LONGEST_UPLOADED_SIDE || (pixels ?? 0) > MOST_PIXEL_BYTES) {
    return refuse({ code: 'image-too-large', most: LONGEST_UPLOADED_SIDE })
  }
  const decodable = pixelsHold(chunks) && decodes(bytes)
  if (!decodable) return refuse({ code: 'picture-broken', problem: 'not-decodable' })
  return accept({ width, height })
}

function walked(bytes: Uint8Array): PngChunks | PngCode {
  try {
    return pngChunks(bytes)
  } catch (error) {
    if (error instanceof PngError) return error.code
    throw error
  }
}

function decodes(bytes: Uint8Array): boolean {
  try {
    PNG.sync.read(Buffer.from(bytes))
    return true
  } catch {
    return false
  }
}
