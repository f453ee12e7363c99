/** What a file handed in as evidence may be, and the endings that go with it; the first is given to a name that has none of them. */
export const evidenceTypes = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'md', 'csv'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'video/mp4': ['mp4', 'm4v'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>

export type EvidenceType = keyof typeof evidenceTypes

export function isEvidenceType(type: string): type is EvidenceType {
  return Object.hasOwn(evidenceTypes, type)
}

/** What a file is by its own first bytes, whatever it is called; undefined for what is taken from nobody. */
export function evidenceTypeOf(bytes: Uint8Array): EvidenceType | undefined {
  const has = (signature: string, at = 0) => latin(bytes, at, signature.length) === signature
  if (has('\u0089PNG\r\n\u001A\n')) return 'image/png'
  if (has('\u00FF\u00D8\u00FF')) return 'image/jpeg'
  if (has('GIF87a') || has('GIF89a')) return 'image/gif'
  if (has('RIFF') && has('WEBP', 8)) return 'image/webp'
  if (has('%PDF-')) return 'application/pdf'
  if (has('OggS')) return 'audio/ogg'
  if (has('ID3') || isMpegFrame(bytes)) return 'audio/mpeg'
  if (has('ftyp', 4)) return mp4Type(latin(bytes, 8, 4))
  return isText(bytes) ? 'text/plain' : undefined
}

// ISO/IEC 14496-12 §4.3: the major brand. HEIC pictures and QuickTime films are boxes of the same kind.
function mp4Type(brand: string): EvidenceType | undefined {
  if (/^M4[AB] $/.test(brand)) return 'audio/mp4'
  return /^(?:isom|iso[2-9]|mp4[12]|avc1|M4V |dash|MSNV|3gp[4-7])$/.test(brand)
    ? 'video/mp4'
    : undefined
}

// ISO/IEC 11172-3 §2.4.1.3: eleven set bits, then a layer, a bit rate and a sampling rate that exist.
function isMpegFrame(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  const isLayerThree = first === 0xff && (second & 0xe6) === 0xe2
  const [rate, sampling] = [third >> 4, (third >> 2) & 3]
  return isLayerThree && rate > 0 && rate < 15 && sampling < 3
}

function isText(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return bytes.length > 0 && !/[\u0000-\u0008\u000E-\u001F\u007F]/.test(decoder.decode(bytes))
  } catch {
    return false
  }
}

function latin(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1')
}
