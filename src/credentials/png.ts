import { crc32 } from 'node:zlib'

/** One chunk of a PNG; `bytes` is the whole of it, with length and checksum, as it stood in the file. */
export interface PngChunk {
  readonly type: string
  readonly data: Uint8Array
  readonly bytes: Uint8Array
}

/** The chunks of a PNG, of which there is at least the header. */
export type PngChunks = readonly [header: PngChunk, ...rest: readonly PngChunk[]]

export type PngCode =
  | 'not-png'
  | 'truncated'
  | 'bad-crc'
  | 'bad-chunk'
  | 'chunk-too-long'
  | 'ihdr-not-first'
  | 'two-ihdr'
  | 'bad-ihdr'
  | 'no-idat'
  | 'no-iend'
  | 'trailing-bytes'
  | 'image-too-large'
  | 'duplicate-credential'
  | 'text-too-long'
  | 'text-not-utf8'
  | 'bad-text'

/** A PNG that is refused, and why. */
export class PngError extends Error {
  readonly code: PngCode

  constructor(code: PngCode, options?: ErrorOptions) {
    super(`The PNG is refused: ${code}.`, options)
    this.name = 'PngError'
    this.code = code
  }
}

export const PNG_SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
export const LONGEST_SIDE = 4096

/**
 * The chunks of a PNG, in order. Stricter than decoders: every length, checksum and position is looked at, nothing is decoded,
 * and dimensions above 4096 are refused before anything could be allocated for them. Throws PngError only.
 * @see https://www.w3.org/TR/png-3/#5DataRep
 */
export function pngChunks(bytes: Uint8Array): PngChunks {
  if (!isPng(bytes)) throw new PngError('not-png')
  const header = chunkAt(bytes, PNG_SIGNATURE.length)
  checkHeader(header)
  const rest: PngChunk[] = []
  let at = PNG_SIGNATURE.length + header.bytes.length
  while (rest.at(-1)?.type !== 'IEND') {
    if (at === bytes.length) throw new PngError('no-iend')
    const chunk = chunkAt(bytes, at)
    if (chunk.type === 'IHDR') throw new PngError('two-ihdr')
    rest.push(chunk)
    at += chunk.bytes.length
  }
  if (!rest.some(({ type }) => type === 'IDAT')) throw new PngError('no-idat')
  if (at !== bytes.length) throw new PngError('trailing-bytes')
  return [header, ...rest]
}

/** True when the bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return PNG_SIGNATURE.equals(bytes.subarray(0, PNG_SIGNATURE.length))
}

/** Width and height, from the first chunk of a PNG. */
export function pngSize(header: PngChunk): { readonly width: number; readonly height: number } {
  const view = viewOf(header.data)
  return { width: view.getUint32(0), height: view.getUint32(4) }
}

/** Makes a chunk: length, type, data, checksum. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

// PNG §5.3: length (4 bytes, at most 2^31 - 1), type (4 letters), data, checksum over type and data (4 bytes).
function chunkAt(bytes: Uint8Array, at: number): PngChunk {
  if (bytes.length - at < 12) throw new PngError('truncated')
  const view = viewOf(bytes)
  const length = view.getUint32(at)
  if (length > 0x7fffffff) throw new PngError('chunk-too-long')
  if (length > bytes.length - at - 12) throw new PngError('truncated')
  const checked = bytes.subarray(at + 4, at + 8 + length)
  const type = Buffer.from(checked.subarray(0, 4)).toString('latin1')
  if (!/^[A-Za-z]{4}$/.test(type)) throw new PngError('bad-chunk')
  if (crc32(checked) !== view.getUint32(at + 8 + length)) throw new PngError('bad-crc')
  return { type, data: checked.subarray(4), bytes: bytes.subarray(at, at + 12 + length) }
}

function checkHeader(chunk: PngChunk): void {
  if (chunk.type !== 'IHDR') throw new PngError('ihdr-not-first')
  if (chunk.data.length !== 13) throw new PngError('bad-ihdr')
  const { width, height } = pngSize(chunk)
  if (width === 0 || height === 0) throw new PngError('bad-ihdr')
  if (width > LONGEST_SIDE || height > LONGEST_SIDE) throw new PngError('image-too-large')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
