/** The bytes of an answer, or how it was found to be too long. */
export type BodyWithin =
  | { readonly bytes: Uint8Array }
  | { readonly tooLong: 'by its length' | 'longer than it said' }

/** Reads a body of at most so many bytes: of one that says itself that it is longer, nothing; of one that lies, no more than that. */
export async function bodyWithin(answer: Response, maxBytes: number): Promise<BodyWithin> {
  if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) {
    await answer.body?.cancel()
    return { tooLong: 'by its length' }
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) return { tooLong: 'longer than it said' }
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks) }
}
