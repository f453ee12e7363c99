import type { z } from 'zod'
import { isArray, isObject, type Json } from './json.ts'

/** The path of the first place where a document breaks a schema, such as `issuer.name`; nothing when it holds. */
export function problemPath(schema: z.ZodType, document: Json): string | undefined {
  return problemPaths(schema, document)[0]
}

/** The paths of all places where a document breaks a schema; none when it holds. */
export function problemPaths(schema: z.ZodType, document: Json): readonly string[] {
  const result = schema.safeParse(document)
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.') || '.')
}

/** The path of the first null or empty list. OB 3.0 §serialization: both MUST be left out. */
export function emptyPath(value: Json, path = ''): string | undefined {
  if (value === null || (isArray(value) && value.length === 0)) return path
  const entries = isObject(value) || isArray(value) ? Object.entries(value) : []
  for (const [key, item] of entries) {
    const found = emptyPath(item, path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** A date and time with its zone. */
export function isInstant(text: string): boolean {
  const shaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text)
  return shaped && !Number.isNaN(Date.parse(text))
}

/** An absolute identifier without blanks. */
export function isIri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text)
}
