import type { FastifyRequest } from 'fastify'
import type { Upload } from './write-message.ts'

export interface ReadRequest {
  readonly version: string
  /** Behind the version. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly files: readonly Upload[]
}

/** Reads a call: JSON, or a form of `payload_json` and files. */
export async function readRequest(request: FastifyRequest): Promise<ReadRequest> {
  const url = new URL(request.raw.url ?? '/', 'http://discord.test')
  const [, version = '', path = ''] = /^\/api\/([^/]+)(.*)$/.exec(url.pathname) ?? []
  const type = request.headers['content-type'] ?? ''
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  const read = type.startsWith('multipart/')
    ? await readForm(bytes, type)
    : { body: readJson(Buffer.from(bytes).toString()), files: [] }
  // discord.js writes @ as %40.
  return { version, path: decodeURIComponent(path), query: url.searchParams, ...read }
}

async function readForm(
  bytes: Uint8Array,
  type: string,
): Promise<Pick<ReadRequest, 'body' | 'files'>> {
  const response = new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } })
  const form = await response.formData()
  const files: Upload[] = []
  for (const [name, value] of form) {
    const [, number] = /^files\[(\d+)\]$/.exec(name) ?? []
    if (typeof value === 'string' || number === undefined) continue
    files.push({
      number,
      filename: value.name,
      type: value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    })
  }
  const payload = form.get('payload_json')
  return { body: readJson(typeof payload === 'string' ? payload : ''), files }
}

function readJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text)
}
