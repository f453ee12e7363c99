import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sendsJson } from '../negotiate.ts'
import { HttpProblem } from '../problem.ts'

/** What a form held; several values of one name are joined by line feeds. */
export interface SentForm {
  readonly fields: Readonly<Record<string, string>>
  readonly files: readonly SentFile[]
}

/** A file as a browser sends it: its name and its type are only what it says. */
export interface SentFile {
  readonly field: string
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What a form may hold at most. */
export interface FormLimits {
  readonly fieldSize: number
  /** 0: files are passed over. */
  readonly fileSize: number
  /** Absent: one file, and one that is larger ends the request. */
  readonly several?: {
    readonly files: number
    /** What lies beyond is not read: the last file that was is then cut off. */
    readonly together: number
  }
}

/** A little more than a picture may weigh, so that the picture's own check can say what is wrong. */
export const largestFile = 2 * 1024 * 1024 + 64 * 1024

/** Reads an HTML form, urlencoded or multipart. */
export async function readForm(
  request: FastifyRequest,
  limits: FormLimits = { fieldSize: 16 * 1024, fileSize: 0 },
): Promise<SentForm> {
  if (request.isMultipart()) return readMultipart(request, limits)
  const sent = urlencoded.safeParse(request.body ?? {})
  if (!sent.success) throw new HttpProblem(400, 'bad-request')
  const fields = Object.entries(sent.data).map(([name, value]) => [name, joined(value)])
  return { fields: Object.fromEntries(fields), files: [] }
}

/** The bytes of the one file of a field; undefined where none was chosen. */
export function fileIn({ files }: SentForm, field: string): Uint8Array | undefined {
  return files.find((file) => file.field === field)?.bytes
}

/** The body as zod is to see it: JSON as it came, or the fields of a form; a field left empty is no field. */
export async function readBody(request: FastifyRequest): Promise<unknown> {
  if (sendsJson(request)) return request.body
  const { fields } = await readForm(request)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** What zod makes of a body. Ends the request with 422, naming the first field that is wrong. */
export function readAs<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const read = shape.safeParse(body)
  if (read.success) return read.data
  throw new HttpProblem(422, 'field-wrong', faultyField(read.error))
}

export function faultyField(error: z.ZodError): { readonly field?: string } {
  const [issue] = error.issues
  // Names of unknown keys are the sender's own words: not repeated.
  const field = issue?.path.filter(
    (step) => typeof step === 'string' && /^[\w.-]{1,60}$/.test(step),
  )
  return field && field.length > 0 ? { field: field.join('.') } : {}
}

const urlencoded = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

async function readMultipart(request: FastifyRequest, limits: FormLimits): Promise<SentForm> {
  const values = new Map<string, string[]>()
  const files: SentFile[] = []
  let room = largestForm
  let fileRoom = limits.several?.together ?? limits.fileSize
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'field') {
      const value = z.string().catch('').parse(part.value)
      room -= value.length
      if (part.valueTruncated || room < 0) throw new HttpProblem(413, 'too-large')
      const several = values.get(part.fieldname)
      if (several) several.push(value)
      else values.set(part.fieldname, [value])
    } else if (limits.fileSize === 0 || fileRoom <= 0) part.file.resume()
    else {
      const bytes = await part.toBuffer()
      fileRoom -= bytes.length
      // Browsers send an empty file where none was chosen.
      if (bytes.length > 0 || part.filename)
        files.push({ field: part.fieldname, name: part.filename, type: part.mimetype, bytes })
    }
  }
  const fields = [...values].map(([name, several]) => [name, joined(several)])
  return { fields: Object.fromEntries(fields), files }
}

/** What the fields of a form may weigh together: as much as any other body. */
const largestForm = 1024 * 1024

async function* partsOf(request: FastifyRequest, { fieldSize, fileSize, several }: FormLimits) {
  const limits = {
    fieldSize,
    fileSize: fileSize || largestFile,
    files: several ? several.files : fileSize ? 1 : 10,
    // A whole group may be ticked one by one.
    fields: 2100,
    parts: 2110,
  }
  try {
    // Read by the library for each request, though its types name it for all of them alone.
    const options = { limits, throwFileSizeLimit: several === undefined }
    yield* request.parts(options)
  } catch (error) {
    // What the parser itself throws has no status: a part without an end, a type without a boundary.
    if (error instanceof Error && 'statusCode' in error) throw error
    throw new HttpProblem(400, 'bad-request')
  }
}

function joined(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join('\n')
}
