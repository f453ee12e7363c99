import { inflateSync } from 'node:zlib'
import { pngSize, type PngChunk, type PngChunks } from './png.ts'

// PNG §11.2.1, table 11.1: samples a pixel by colour type, and the bit depths that go with it.
const colourTypes: ReadonlyMap<number, { readonly samples: number; readonly depths: string }> =
  new Map([
    [0, { samples: 1, depths: '1 2 4 8 16' }],
    [2, { samples: 3, depths: '8 16' }],
    [3, { samples: 1, depths: '1 2 4 8' }],
    [4, { samples: 2, depths: '8 16' }],
    [6, { samples: 4, depths: '8 16' }],
  ])

// PNG §8.1: where each pass of Adam7 begins, and how far apart its pixels are.
const wholePicture = [{ left: 0, top: 0, across: 1, down: 1 }]
const adam7 = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
]

/**
 * True when the compressed data of a PNG holds exactly the pixels that its header announces. pngjs takes pictures that hold fewer,
 * or whose data cannot be inflated at all. Allocates what the header announces, at most: look at the dimensions first.
 */
export function pixelsHold(chunks: PngChunks): boolean {
  const wanted = pixelBytes(chunks[0])
  if (wanted === undefined) return false
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data)
  try {
    return inflateSync(Buffer.concat(data), { maxOutputLength: wanted }).length === wanted
  } catch {
    return false
  }
}

/** How many bytes the pixels take that a header announces, filters included; undefined for a header of no sense. */
export function pixelBytes(header: PngChunk): number | undefined {
  const { width, height } = pngSize(header)
  const [depth = 0, colourType = -1, compression, filter, interlace = -1] = header.data.subarray(8)
  const colour = colourTypes.get(colourType)
  const passes = [wholePicture, adam7][interlace]
  const known = colour?.depths.split(' ').includes(String(depth))
  if (!colour || !known || passes === undefined || compression !== 0 || filter !== 0)
    return undefined

  let bytes = 0
  for (const { left, top, across, down } of passes) {
    const columns = Math.ceil((width - left) / across)
    const rows = Math.ceil((height - top) / down)
    // PNG §9.2: each line begins with the number of its filter; a pass without columns has no lines.
    if (columns > 0 && rows > 0)
      bytes += rows * (1 + Math.ceil((columns * colour.samples * depth) / 8))
  }
  return bytes
}
